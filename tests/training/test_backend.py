import os

import numpy as np

from ser.training import backend


def _network(keras):
    keras.utils.set_random_seed(0)
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    network.compile("sgd", "mse")
    return network


def test_no_pipeline_is_tuned_while_a_network_trains(keras, monkeypatch):
    """Nor where there is validation, or batches that are made one by one."""
    import tensorflow as tf

    backend.start()
    tuned = []
    begin = tf.data.Dataset.__iter__

    def watched(dataset):
        tuned.append(dataset.options().autotune.enabled)
        return begin(dataset)

    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return 2

        def __getitem__(self, place):
            return np.full((2, 2), float(place), np.float32), np.zeros((2, 1), np.float32)

    for kind in _kinds(tf.data.Dataset):
        if "__iter__" in vars(kind):
            monkeypatch.setattr(kind, "__iter__", watched)
    values, sought = np.arange(12, dtype=np.float32).reshape(6, 2), np.zeros((6, 1), np.float32)
    network = _network(keras)
    for fed in ({"x": values, "y": sought, "batch_size": 2}, {"x": Batches()}):
        tuned.clear()
        network.fit(**fed, validation_data=(values, sought), epochs=2, verbose=0)
        assert len(tuned) >= 4
        assert set(tuned) == {False}


def _kinds(kind):
    return {kind, *(below for one in kind.__subclasses__() for below in _kinds(one))}


def test_batches_come_as_they_came_and_starting_again_changes_nothing(keras):
    import tensorflow as tf
    from keras.src.backend.tensorflow.trainer import TFEpochIterator

    backend.start()
    mended = TFEpochIterator._get_iterator
    backend.start()
    assert TFEpochIterator._get_iterator is mended
    values = np.arange(10, dtype=np.float32).reshape(5, 2)
    found = {}
    for name, shuffle in (("in order", False), ("shuffled", True)):
        for told in ("untuned", "as made"):
            keras.utils.set_random_seed(1)
            epoch = TFEpochIterator(tf.distribute.get_strategy(), x=values, batch_size=2, shuffle=shuffle)
            batches = epoch._get_iterator() if told == "untuned" else epoch._distributed_dataset
            found[name, told] = [batch.numpy().tolist() for batch in batches]
    assert found["in order", "untuned"] == [values[:2].tolist(), values[2:4].tolist(), values[4:].tolist()]
    for name in ("in order", "shuffled"):
        assert found[name, "untuned"] == found[name, "as made"]
    assert found["shuffled", "untuned"] != found["in order", "untuned"]


def test_another_keras_is_left_as_it_is(keras, monkeypatch):
    from keras.src.backend.tensorflow import trainer

    backend.start()
    monkeypatch.delattr(trainer, "TFEpochIterator")
    assert backend.start() == "tensorflow"


def test_a_run_has_one_thread_on_either_backend_whatever_the_environment_says():
    many = {"OMP_NUM_THREADS": "8", "PATH": "/bin", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=true"}
    fixed = backend.one_thread(many)
    assert fixed["PATH"] == "/bin"
    assert {value for name, value in fixed.items() if name.endswith("_THREADS")} == {"1"}
    assert fixed["XLA_FLAGS"] == many["XLA_FLAGS"]
    assert many["OMP_NUM_THREADS"] == "8"
    on_jax = backend.one_thread(many | {"KERAS_BACKEND": "jax"})["XLA_FLAGS"]
    assert on_jax.startswith("--xla_cpu_multi_thread_eigen=true ")
    assert on_jax.endswith("--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
    for flags in ("", "flags.txt"):
        found = backend.one_thread({"KERAS_BACKEND": "jax", "XLA_FLAGS": flags})["XLA_FLAGS"]
        assert found == "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def test_who_trains_by_hand_keeps_their_threads(keras, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    monkeypatch.delenv("TF_NUM_INTRAOP_THREADS", raising=False)
    backend.start()
    assert os.environ["OMP_NUM_THREADS"] == "4"
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "1"
