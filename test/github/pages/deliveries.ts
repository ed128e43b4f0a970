import type { Delivery, State } from '../state.js';
import { html, type Html } from './html.js';
import { crumbs, page, when, type Visit } from './layout.js';
import type { Page } from './page.js';

/** Deliveries and characters of one payload that a page shows. */
const shownDeliveries = 300;
const shownCharacters = 200_000;

const tone = (delivery: Delivery): string => (({ answered: ' good', sending: ' wait', held: ' wait', dropped: '', failed: ' bad' } as const)[delivery.state]);
const name = (delivery: Delivery): string => `${delivery.event}${delivery.action === null ? '' : `.${delivery.action}`}`;
const repositoryName = (state: State, delivery: Delivery): string => {
  const one = delivery.repositoryId === undefined ? undefined : state.repositories.get(delivery.repositoryId);
  return one ? `${one.owner}/${one.name}` : '';
};

function row(visit: Visit, delivery: Delivery): Html {
  const { state } = visit;
  return html`<tr><td><a href="/-/deliveries/${delivery.id}">${name(delivery)}</a>${delivery.redelivery && html` <span class="label">redelivery</span>`}</td><td>${repositoryName(state, delivery)}</td><td>${state.apps.get(delivery.appId)?.name ?? delivery.appId}</td>
<td><span class="label${tone(delivery)}">${delivery.state}${delivery.statusCode > 0 && ` ${delivery.statusCode}`}</span></td><td class="muted">${delivery.durationMs > 0 && `${delivery.durationMs.toFixed(0)} ms`}</td><td class="muted">${when(state, delivery.deliveredAt)}</td></tr>`;
}

/** The log of webhooks, newest first. */
export function deliveriesPage(visit: Visit): Page {
  const all = visit.state.deliveries.toReversed();
  return page(visit, 'Webhooks', html`${crumbs(['Stand-in GitHub', '/'], ['Webhooks'])}<section class="card"><header><h2>Deliveries</h2><span class="right muted small">${all.length} in all</span></header>
${all.length === 0 ? html`<div class="empty">Nothing was sent yet</div>` : html`<table class="plain"><tr><th>Event</th><th>Repository</th><th>App</th><th>Answer</th><th>Took</th><th>When</th></tr>${all.slice(0, shownDeliveries).map((one) => row(visit, one))}</table>`}
${all.length > shownDeliveries && html`<div class="empty">${all.length - shownDeliveries} earlier ones are not shown</div>`}</section>`);
}

const cut = (text: string): string => (text.length > shownCharacters ? `${text.slice(0, shownCharacters)}\n…` : text);

/** One delivery: headers and payload as they were sent, and the answer. */
export function deliveryPage(visit: Visit, delivery: Delivery): Page {
  const lines = (headers: Readonly<Record<string, string>>): string => Object.entries(headers).map(([key, value]) => `${key}: ${value}`).join('\n');
  return page(visit, name(delivery), html`${crumbs(['Stand-in GitHub', '/'], ['Webhooks', '/-/deliveries'], [name(delivery)])}
<section class="card"><header><h2>${name(delivery)}</h2><span class="label${tone(delivery)}">${delivery.state}${delivery.statusCode > 0 && ` ${delivery.statusCode}`}</span><span class="right mono muted">${delivery.guid}</span></header><pre class="raw">${lines(delivery.headers)}</pre></section>
${delivery.response && html`<section class="card"><header><h3>Answer</h3></header><pre class="raw">${lines(delivery.response.headers)}\n\n${cut(delivery.response.body)}</pre></section>`}
<section class="card"><header><h3>Payload</h3></header><pre class="raw">${cut(JSON.stringify(JSON.parse(delivery.payload), null, 2))}</pre></section>`);
}
