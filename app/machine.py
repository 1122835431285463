"""Which machine this is."""

__all__ = ["machine_id"]


def machine_id() -> str:
    """What the system calls this machine for good, or "" where it has no such name.

    As a rule `/etc/machine-id` on Linux, `IOPlatformUUID` on macOS and `MachineGuid` on
    Windows. Qt knows where to look; without its libraries nobody here does.
    """
    try:
        from PySide6.QtCore import QSysInfo
    except ImportError:
        return ""
    return QSysInfo.machineUniqueId().toStdString()
