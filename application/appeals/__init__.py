"""Appeal (申诉 / 绩效诉求): filing, hearing, deciding, and what a decision does."""
