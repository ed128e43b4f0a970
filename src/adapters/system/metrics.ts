import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../../ports/metrics.js';

/** Figures that are read when somebody asks for the metrics. Each may fail; its value is then left out. */
export interface Readings {
  /** Milliseconds. */
  readonly queueAge: () => Promise<number>;
  /** Requests left of an installation's hourly budget, by installation. */
  readonly hostBudget?: () => ReadonlyMap<string, number>;
  /** Age of the advisory data in seconds, by source; of the trusted roots as `trust`. */
  readonly dataAge?: () => Promise<ReadonlyMap<string, number>>;
}

export interface ExposedMetrics extends Metrics {
  /** The exposition text and its content type. */
  expose(): Promise<{ readonly type: string; readonly text: string }>;
}

/** Metrics for Prometheus. No label holds a repository's or a package's name. */
export function prometheusMetrics(readings: Readings): ExposedMetrics {
  const registry = new Registry();
  const registers = [registry];
  const outcomes = new Counter({ name: 'mergewarden_reviews_total', help: 'Concluded reviews by outcome', labelNames: ['outcome'], registers });
  const seconds = new Histogram({ name: 'mergewarden_review_seconds', help: 'From the opening of a review to its conclusion', buckets: [1, 2, 5, 10, 30, 60, 120, 300, 600], registers });
  const gaps = new Counter({ name: 'mergewarden_could_not_check_total', help: 'Gaps and unreviewed heads by code', labelNames: ['code'], registers });
  const deliveries = new Counter({ name: 'mergewarden_deliveries_total', help: 'Webhook deliveries by result', labelNames: ['result'], registers });
  const jobs = new Counter({ name: 'mergewarden_jobs_total', help: 'Ended jobs by task and result', labelNames: ['task', 'result'], registers });
  const age = new Gauge({ name: 'mergewarden_queue_age_seconds', help: 'Age of the oldest job that is due', registers });
  const budget = new Gauge({ name: 'mergewarden_host_budget_remaining', help: 'Requests left in this hour', labelNames: ['installation'], registers });
  const data = new Gauge({ name: 'mergewarden_data_age_seconds', help: 'Age of the advisory data, and of the trusted roots (trust)', labelNames: ['source'], registers });
  return {
    concluded(outcome, took) { outcomes.inc({ outcome }); seconds.observe(took); },
    couldNotCheck(code) { gaps.inc({ code }); },
    delivery(result) { deliveries.inc({ result }); },
    jobEnded(task, result) { jobs.inc({ task, result }); },
    async expose() {
      await readings.queueAge().then((ms) => { age.set(ms / 1000); }, () => { age.reset(); });
      for (const [installation, left] of readings.hostBudget?.() ?? []) budget.set({ installation }, left);
      const ages = await (readings.dataAge?.() ?? Promise.resolve(new Map<string, number>())).catch(() => new Map<string, number>());
      for (const [source, value] of ages) data.set({ source }, value);
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
