"""The demo population: real shopping, made-up names, posted through the product's own doors."""

from zhiyin.site.demo.loading import Loaded, Progress, load

__all__ = ["Loaded", "Progress", "load"]
