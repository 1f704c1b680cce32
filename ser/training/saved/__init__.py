"""A trained model that is kept: its folder, its ONNX file, and what it hears in sound files."""
