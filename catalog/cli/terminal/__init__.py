"""What people see: findings, tables, status lines, shell code. Never decides anything."""
