"""Which commands does an operator, a newcomer or a tester have at hand? `onefour --help` lists them."""
