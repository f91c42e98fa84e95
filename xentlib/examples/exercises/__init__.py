"""Worked examples that questions draw: a module for each lesson, each example with the mistakes of one question."""
