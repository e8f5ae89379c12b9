"""A Jinja template compiled at each use; or once."""

import jinja2
import program

SOURCE = "{% for line in lines %}<li>{{ line.sku }}: {{ line.count }}</li>{% endfor %}"
LINES = [{"sku": f"sku{i}", "count": i} for i in range(20)]
TEMPLATE = jinja2.Environment(autoescape=True).from_string(SOURCE)


def trigger() -> object:
    return jinja2.Environment(autoescape=True).from_string(SOURCE).render(lines=LINES)


def near_miss() -> object:
    return TEMPLATE.render(lines=LINES)


if __name__ == "__main__":
    program.run(trigger, near_miss)
