"""riskpanel: software that runs a multi-agency risk panel from its written procedure."""

__version__ = "0.1.0"
