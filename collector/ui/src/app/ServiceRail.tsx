import type { Service } from "../api/answers";
import { lookOfRuntime } from "../flame/language";
import { formatAge, formatInstant } from "../format";
import { choosing, go, nowMillis, query } from "../page/model";
import { addressOf } from "../page/query";
import { Brand } from "./Brand";

/** All services: what they run on and when they were last heard of. */
export function ServiceRail({ services }: { services: readonly Service[] }) {
  return (
    <nav class="rail" aria-label="Services">
      <Brand />
      <h2>Services</h2>
      <ul>
        {services.map((service) => (
          <li key={service.service}>
            <ServiceLink service={service} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ServiceLink({ service }: { service: Service }) {
  const chosen = choosing(service.service);
  const current = query.value.service === service.service;
  return (
    <a
      href={addressOf(chosen)}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab
        event.preventDefault();
        if (!current) go(chosen);
      }}
    >
      <span class="service" title={service.service}>
        {service.service}
      </span>
      <span class="chips">
        {service.runtimes.map((runtime) => {
          const look = lookOfRuntime(runtime.language);
          return (
            <abbr
              key={runtime.language}
              class={`chip chip-${look.name.toLowerCase()}`}
              title={`${runtime.name} ${runtime.version}`}
            >
              {look.chip}
            </abbr>
          );
        })}
      </span>
      <span class="seen" title={`last profile ended ${formatInstant(service.lastMillis)}`}>
        {formatAge(nowMillis.value - service.lastMillis)}
      </span>
    </a>
  );
}
