import type { Service } from "../api/answers";
import { formatAge, formatInstant } from "../format";
import { choosing, nowMillis, query } from "../page/model";
import { Brand } from "./Brand";
import { linkTo } from "./follow";
import { LogOut } from "./LogOut";
import { Navigation } from "./Navigation";
import { RuntimeChips } from "./RuntimeChips";

/** The screens, and all services: what they run on and when they were last heard of. */
export function ServiceRail({ services }: { services: readonly Service[] }) {
  return (
    <header class="rail">
      <Brand />
      <Navigation />
      <nav aria-label="Services">
        <h2>Services</h2>
        <ul>
          {services.map((service) => (
            <li key={service.service}>
              <ServiceLink service={service} />
            </li>
          ))}
        </ul>
      </nav>
      <LogOut />
    </header>
  );
}

function ServiceLink({ service }: { service: Service }) {
  const chosen = choosing(service.service);
  const current = query.value.service === service.service;
  return (
    <a {...linkTo(current ? query.value : chosen)} aria-current={current ? "true" : undefined}>
      <span class="service" title={service.service}>
        {service.service}
      </span>
      <RuntimeChips runtimes={service.runtimes} />
      <span class="seen" title={`last profile ended ${formatInstant(service.lastMillis)}`}>
        {formatAge(nowMillis.value - service.lastMillis)}
      </span>
    </a>
  );
}
