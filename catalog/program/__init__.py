"""The Pulumi program: resolved specs become `pulumi_aws` Glue resources."""
