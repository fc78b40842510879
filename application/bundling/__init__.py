"""Evidence bundles (证据包): what somebody may see of a card, an appeal or a payslip, with its proofs, in one file."""

from application.bundling.bundle_report import BundleReport
from application.bundling.contents import Kind
from application.bundling.making import Bundler
from application.bundling.ports import BundleTrust, Craft, Unfit
from application.bundling.verifying import BundleVerifier

__all__ = ["BundleReport", "BundleTrust", "BundleVerifier", "Bundler", "Craft", "Kind", "Unfit"]
