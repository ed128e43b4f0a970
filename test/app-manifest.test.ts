import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { manifestForm, readAppManifest } from '../src/adapters/github/app-manifest.js';
import { neededPermissions, operations, standingNeeds, tokenPermissions, union, type Operation } from '../src/adapters/github/operations.js';
import { handledEvents } from '../src/app/events.js';
import { isWanted } from '../src/app/intake.js';
import { Failure } from '../src/core/errors.js';

const text = readFileSync(path.join(import.meta.dirname, '../app.yml'), 'utf8');
const manifest = readAppManifest(text);

/** The permission without which GitHub sends an event. docs.github.com, "Webhook events and payloads". */
const permissionOfEvent: { readonly [event: string]: string } = {
  pull_request: 'pull_requests', pull_request_review: 'pull_requests', merge_group: 'merge_queues', check_run: 'checks', check_suite: 'checks', push: 'contents',
};

describe('app.yml', () => {
  test('subscribes to exactly the events that are handled', () => {
    expect([...manifest.events].sort()).toEqual(handledEvents.filter((one) => !one.implicit).map((one) => one.event).sort());
  });

  test('the list of handled events is what the intake takes in, action by action', () => {
    const actions = ['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited', 'closed', 'labeled', 'assigned', 'converted_to_draft', 'created', 'completed', 'requested', 'rerequested', 'requested_action',
      'checks_requested', 'destroyed', 'submitted', 'dismissed', 'deleted', 'suspend', 'unsuspend', 'new_permissions_accepted', 'added', 'removed'];
    const events = [...handledEvents.map((one) => one.event), 'issue_comment', 'pull_request_review', 'status', 'release', 'ping', 'workflow_run', 'create', 'delete', 'repository', 'star', 'constructor'];
    const payload = (event: string, action: string) => ({ action, ref: 'refs/heads/main', changes: { base: {} }, ...(event === 'pull_request_review' ? { review: { state: 'approved' } } : {}), ...(event.startsWith('check_') ? { [event]: { app: { id: 12 } } } : {}) });
    for (const event of events) {
      const handled = handledEvents.find((one) => one.event === event);
      const taken = actions.filter((action) => isWanted(event, payload(event, action), 12));
      const expected = handled === undefined ? [] : handled.actions.length === 0 ? actions : actions.filter((action) => handled.actions.includes(action));
      expect({ event, taken }).toEqual({ event, taken: expected });
    }
  });

  test('grants exactly what the requests and the standing needs ask for', () => {
    expect(manifest.permissions).toEqual(neededPermissions());
  });

  test('holds the permission that each event needs', () => {
    for (const event of manifest.events) expect(Object.keys(manifest.permissions)).toContain(permissionOfEvent[event]);
  });

  test('gives the reason for each permission and event, in a comment above it', () => {
    const lines = text.split('\n');
    const body = lines.findIndex((line) => line.startsWith('default_permissions'));
    const named = [...Object.keys(manifest.permissions).map((one) => `  ${one}:`), ...manifest.events.map((one) => `  - ${one}`)];
    for (const start of named) {
      const at = lines.findIndex((line, index) => index > body && line.startsWith(start));
      const above = lines.slice(0, at).reverse().find((line) => !line.startsWith('  - '));
      expect({ start, above: above?.trimStart().startsWith('#') }).toEqual({ start, above: true });
    }
  });

  test('asks for no write but where something is written, and never for contents', () => {
    expect(Object.entries(manifest.permissions).filter(([, level]) => level === 'write').map(([name]) => name).sort()).toEqual(['checks', 'pull_requests', 'statuses']);
  });

  test('every handled event is named once, and a standing need is not one that a request brings anyway', () => {
    expect(new Set(handledEvents.map((one) => one.event)).size).toBe(handledEvents.length);
    const byRequests = union(Object.values<Operation>(operations).map((one) => one.needs));
    for (const { permission } of standingNeeds) expect(byRequests[permission]).toBeUndefined();
  });

  test('a reading token cannot write, and neither holds what no request of its kind needs', () => {
    expect(tokenPermissions('reader')).toEqual({ checks: 'read', contents: 'read', metadata: 'read', pull_requests: 'read' });
    expect(tokenPermissions('writer')).toEqual({ checks: 'write', metadata: 'read', pull_requests: 'write' });
  });

  test('fits the form that GitHub takes', () => {
    expect(manifestForm(manifest, { redirectUrl: 'http://127.0.0.1:1/created', hookUrl: 'https://review.example.invalid/webhook' })).toMatchObject({
      name: 'mergewarden', hook_attributes: { url: 'https://review.example.invalid/webhook', active: true }, redirect_url: 'http://127.0.0.1:1/created', public: false,
    });
    expect(manifestForm(manifest, { redirectUrl: 'x' })['hook_attributes']).toMatchObject({ active: false });
  });

  test.each([['name: [', undefined], ['name: x\n', 'description'], [`${text}\nextra: 1\n`, '']])('is refused when malformed: %#', (bad, key) => {
    let caught: unknown;
    try { readAppManifest(bad); } catch (error) { caught = error; }
    expect(caught).toBeInstanceOf(Failure);
    expect(caught).toMatchObject({ code: 'CONFIGURATION', data: key === undefined ? { file: 'app.yml' } : { key } });
  });
});
