"""Show how far training is."""


def progress_bar(epochs: int):
    """Return a Keras callback that draws one bar over `epochs` epochs."""
    import keras
    from tqdm import tqdm

    bar = tqdm(total=epochs, desc="training", unit="epoch")

    def show(epoch: int, logs: dict) -> None:
        bar.set_postfix(loss=f"{logs['loss']:.3f}", validation=f"{logs['val_accuracy']:.3f}", refresh=False)
        bar.update()

    return keras.callbacks.LambdaCallback(on_epoch_end=show, on_train_end=lambda logs: bar.close())
