import { formatAge } from "../format";
import { choosing, nowMillis, services } from "../page/model";
import { linkTo } from "./follow";

/** All services at a glance. */
export function Home() {
  return (
    <main id="content" class="screen" tabIndex={-1}>
      <h2>Services</h2>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Last profile</th>
          </tr>
        </thead>
        <tbody>
          {(services.value.value ?? []).map(({ service, lastMillis }) => (
            <tr key={service}>
              <th scope="row">
                <a {...linkTo(choosing(service))}>{service}</a>
              </th>
              <td>{formatAge(nowMillis.value - lastMillis)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}
