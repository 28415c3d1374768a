"""Benchmarks: what a run costs beside the same calls made with boto3 directly, in the same run."""
