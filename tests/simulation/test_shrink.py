"""A failing plan becomes one that a person can read."""

from simulation.draw import draw
from simulation.mistakes import planted
from simulation.plan import Plan
from simulation.run import run
from simulation.shrink import shrink


def test_a_plan_survives_the_way_through_a_file() -> None:
    for seed in range(20):
        plan = draw(seed)

        assert Plan.from_json(plan.to_json()) == plan


def test_a_shrunk_plan_breaks_the_same_promise_in_few_steps() -> None:
    with planted("tail-rule"):
        failed = run(draw(0))
        small = shrink(failed.plan, lambda plan: run(plan).failed == failed.failed, tries=200)

        assert run(small).failed == failed.failed
    assert len(small.steps) <= 3 < len(failed.plan.steps)
    assert small.replicas == 2


def test_shrinking_gives_up_after_so_many_tries() -> None:
    tried: list[Plan] = []

    def fails(plan: Plan) -> bool:
        tried.append(plan)
        return False

    assert shrink(draw(0), fails, tries=5) == draw(0)
    assert len(tried) == 5
