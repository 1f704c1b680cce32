"""Start Keras the same way everywhere: one backend, a fixed number of threads, a quiet log."""

import logging
import os
import platform
import sys
from contextlib import contextmanager


def start(*, threads: int = 1) -> str:
    """Import Keras with `threads` threads and return the backend's name.

    TensorFlow unless KERAS_BACKEND says otherwise. One thread makes a run give the same bits
    whatever runs beside it. Call it before anything else imports Keras; later calls change nothing.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for variable in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ.setdefault(variable, str(threads))
    if os.environ["KERAS_BACKEND"] == "jax" and threads == 1:
        flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
        os.environ.setdefault("XLA_FLAGS", flags)
    # Its warnings tell the authors of models about speed; they would fill the log of every grid.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    with _silence():
        import keras

    return keras.backend.backend()


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
