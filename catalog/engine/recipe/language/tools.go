//go:build tools

// Package language pins the Python language host that catalog/engine/build.py builds beside the command line.
package language

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
