def after_migrate(**kwargs):
    pass


def missing():
    return []
