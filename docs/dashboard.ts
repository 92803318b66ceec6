/** The Grafana dashboard in `examples/fleet`; `npm run docs` writes it, a test fails when it is stale. */

interface Panel {
  readonly title: string;
  readonly expr: string;
  readonly legend: string;
  readonly unit: 'percentunit' | 'short' | 'currencyUSD';
}

/** What a person looks at first stands first. */
const PANELS: readonly Panel[] = [
  {
    title: 'Open incidents',
    expr: 'max by (key, sev, instance) (cachequake_incident_open) > 0',
    legend: 'SEV{{sev}} {{key}} on {{instance}}',
    unit: 'short',
  },
  {
    title: 'Hit rate, 1 h',
    expr: 'agent_model:cachequake_hit:ratio1h',
    legend: '{{agent}} {{model}}',
    unit: 'percentunit',
  },
  {
    title: 'Share of the prompts that breaks lost, 1 h',
    expr: 'agent_model:cachequake_loss:ratio1h',
    legend: '{{agent}} {{model}}',
    unit: 'percentunit',
  },
  {
    title: 'Breaks by cause, 1 h',
    expr: 'sum by (cause) (increase(cachequake_breaks_total[1h])) > 0',
    legend: '{{cause}}',
    unit: 'short',
  },
  {
    title: 'Money lost, 1 h',
    expr: 'sum by (agent, cause) (increase(cachequake_lost_dollars_total[1h])) > 0',
    legend: '{{agent}} {{cause}}',
    unit: 'currencyUSD',
  },
  {
    title: 'Repeated and not read, 1 h',
    expr: 'sum by (agent, model) (increase(cachequake_unread_tokens_total[1h])) / (sum by (agent, model) (increase(cachequake_judged_tokens_total[1h])) > 0)',
    legend: '{{agent}} {{model}}',
    unit: 'percentunit',
  },
  {
    title: 'Requests by outcome, 1 h',
    expr: 'sum by (outcome) (increase(cachequake_requests_total[1h]))',
    legend: '{{outcome}}',
    unit: 'short',
  },
  {
    title: 'Lines not read and alerts not delivered, 1 h',
    expr: 'sum(increase(cachequake_skipped_lines_total[1h])) + sum(increase(cachequake_dropped_exports_total[1h]))',
    legend: 'lost',
    unit: 'short',
  },
];

const SOURCE = { type: 'prometheus', uid: '$source' };
const [WIDTH, HEIGHT] = [12, 8];

export function dashboardJson(): string {
  const dashboard = {
    uid: 'cachequake',
    title: 'Prompt caches',
    tags: ['cachequake'],
    schemaVersion: 39,
    time: { from: 'now-24h', to: 'now' },
    refresh: '1m',
    templating: {
      list: [{ name: 'source', label: 'Data source', type: 'datasource', query: 'prometheus' }],
    },
    panels: PANELS.map(({ title, expr, legend, unit }, index) => ({
      id: index + 1,
      title,
      type: 'timeseries',
      datasource: SOURCE,
      gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      targets: [{ refId: 'A', datasource: SOURCE, expr, legendFormat: legend }],
    })),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
