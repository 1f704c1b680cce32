"""Start Keras the same way everywhere: one backend, a fixed number of threads, a quiet log."""

import logging
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import contextmanager

_OF_KERAS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
_OF_ALGEBRA = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_JAX_ON_ONE = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def start(*, threads: int = 1) -> str:
    """Import Keras with `threads` threads and return the backend's name.

    TensorFlow unless KERAS_BACKEND says otherwise. One thread makes a training give the same bits
    whatever runs beside it. Variables that are set already stay, so that who trains by hand may have
    more; a run of an experiment has one thread whatever is set, see `one_thread`. Call it before
    anything else imports Keras; later calls change nothing.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for variable in _OF_KERAS:
        os.environ.setdefault(variable, str(threads))
    if os.environ["KERAS_BACKEND"] == "jax" and threads == 1:
        os.environ.setdefault("XLA_FLAGS", _JAX_ON_ONE)
    # Its warnings tell the authors of models about speed; they would fill the log of every grid.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    with _silence():
        import keras

    if keras.backend.backend() == "tensorflow":
        _leave_pipelines_untuned()
    return keras.backend.backend()


def one_thread(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` with one thread for everything that a run computes with, whatever it says.

    It has to be that of a new process: numerical libraries read it when they are loaded. Other flags
    for XLA stay; of two alike it takes the last.
    """
    fixed = dict.fromkeys((*_OF_KERAS, *_OF_ALGEBRA), "1")
    if environment.get("KERAS_BACKEND") == "jax":
        # A value that does not begin with a dash names a file of flags, and nothing can follow it.
        flags = environment.get("XLA_FLAGS", "").strip()
        fixed["XLA_FLAGS"] = f"{flags} {_JAX_ON_ONE}" if flags.startswith("-") else _JAX_ON_ONE
    return {**environment, **fixed}


def _leave_pipelines_untuned() -> None:
    """Have the pipelines that feed TensorFlow keep the settings they begin with; their batches are the same.

    A thread tunes each of them while it runs, and sleeps in between. A pipeline ends with its epoch,
    and where several processes train, ending it was seen to wait for that sleep: seconds of most epochs,
    in which nothing was computed. Keras has no setting for it.
    """
    try:
        from keras.src.backend.tensorflow.trainer import TFEpochIterator

        made = TFEpochIterator._get_iterator
    except (ImportError, AttributeError):
        # Another version of Keras: training waits as it did, and gives the same.
        return
    if made.__module__ == __name__:
        return
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False

    def untuned(self):
        dataset = made(self)
        return dataset.with_options(options) if isinstance(dataset, tf.data.Dataset) else dataset

    TFEpochIterator._get_iterator = untuned


@contextmanager
def _silence():
    """Keep what TensorFlow's libraries say while they load out of the log; errors still raise."""
    sys.stderr.flush()
    kept = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def device() -> str:
    """Return what the backend computes on, such as "cpu: AMD EPYC" or "gpu: NVIDIA H100"."""
    import keras

    if keras.backend.backend() == "jax":
        import jax

        first = jax.devices()[0]
        if first.platform == "gpu":
            return f"gpu: {first.device_kind}"
    elif keras.backend.backend() == "tensorflow":
        import tensorflow

        gpus = tensorflow.config.list_physical_devices("GPU")
        if gpus:
            return f"gpu: {tensorflow.config.experimental.get_device_details(gpus[0]).get('device_name', 'unknown')}"
    return processor()


def processor() -> str:
    """Return the processor of this machine, such as "cpu: AMD EPYC"."""
    return f"cpu: {_processor()}"


def versions() -> dict[str, str]:
    """Return the versions a result depends on."""
    import keras
    import numpy

    backend = keras.backend.backend()
    found = {"python": platform.python_version(), "numpy": numpy.__version__, "keras": keras.__version__}
    return found | {backend: __import__(backend).__version__, "backend": backend, "system": platform.system()}


def versions_without_network() -> dict[str, str]:
    """Return the versions that a result without a network depends on."""
    import numpy
    import sklearn

    found = {"python": platform.python_version(), "numpy": numpy.__version__}
    return found | {"scikit-learn": sklearn.__version__, "system": platform.system()}


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
