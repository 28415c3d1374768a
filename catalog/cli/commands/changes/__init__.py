"""Commands about changes that break readers: accepting one, and going back."""
