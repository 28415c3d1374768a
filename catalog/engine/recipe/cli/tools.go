//go:build tools

// Package cli pins the Pulumi command line that catalog/engine/build.py builds where none is installed.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
