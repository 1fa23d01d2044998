import { Histogram, type Registry } from 'prom-client';

const NAME = 'http_server_request_duration_seconds';
const HELP = 'From the head of the request until the answer was handed over, or the connection ended.';

/** The boundaries that OpenTelemetry's conventions advise for `http.server.request.duration`. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

type Label = 'http_request_method' | 'http_route' | 'http_response_status_code';

/** The times of the answers that have the same labels. */
export interface Series {
  observe(seconds: number): void;
}

class Counted implements Series {
  /** How many took no longer than each boundary, but longer than the one before; the last, longer than all. */
  readonly counts = Array<number>(SECONDS.length + 1).fill(0);
  sum = 0;

  constructor(readonly labels: Readonly<Record<Label, string>>) {}

  observe(seconds: number): void {
    let place = 0;
    while (place < SECONDS.length && seconds > (SECONDS[place] ?? 0)) place += 1;
    this.counts[place] = (this.counts[place] ?? 0) + 1;
    this.sum += seconds;
  }
}

/**
 * The histogram of how long answers take. The one of the library works its labels out at every observation, which costs a
 * good part of a whole answer that was ready; here whoever observes often holds on to the series.
 */
export class Durations extends Histogram<Label> {
  readonly #series = new Map<string, Counted>();

  constructor(registers: Registry[]) {
    super({
      name: NAME,
      help: HELP,
      labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
      buckets: SECONDS,
      registers,
    });
  }

  series(method: string, route: string, status: string): Series {
    const id = `${method} ${status} ${route}`;
    const known = this.#series.get(id);
    if (known) return known;
    const made = new Counted({ http_request_method: method, http_route: route, http_response_status_code: status });
    this.#series.set(id, made);
    return made;
  }

  /** The library reads the values here, for the text and for JSON. */
  async getForPromString() {
    return {
      name: NAME,
      help: HELP,
      type: 'histogram',
      aggregator: 'sum',
      values: [...this.#series.values()].flatMap(list),
    };
  }
}

function list({ labels, counts, sum }: Counted) {
  const sharedLabels = labels;
  let count = 0;
  const buckets = counts.map((more, place) => {
    count += more;
    return { metricName: `${NAME}_bucket`, labels: { le: SECONDS[place] ?? '+Inf' }, sharedLabels, value: count };
  });
  return [
    ...buckets,
    { metricName: `${NAME}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${NAME}_count`, labels: {}, sharedLabels, value: count },
  ];
}
