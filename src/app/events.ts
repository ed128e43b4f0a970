/** A webhook event that we handle, and the actions of it that do something; an event without actions has none. */
export interface HandledEvent {
  readonly event: string;
  readonly actions: readonly string[];
  /** Sent to every App whether or not it asks for it, so that it is not subscribed to. */
  readonly implicit: boolean;
  readonly reason: string;
}

/**
 * Every webhook event that the service acts on; all else is acknowledged and dropped. app.yml subscribes to exactly those that are not
 * implicit. Reviews start from `pull_request`, never from `check_suite.requested`: a commit trailer can switch suites off, and suites of
 * a fork's head name no pull request.
 */
export const handledEvents: readonly HandledEvent[] = [
  { event: 'pull_request', actions: ['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited', 'closed'], implicit: false, reason: 'a head or its base changed' },
  { event: 'merge_group', actions: ['checks_requested'], implicit: false, reason: 'a merge queue asks for the check on what it would merge' },
  { event: 'check_run', actions: ['rerequested'], implicit: false, reason: 'a person asks for our check again' },
  { event: 'check_suite', actions: ['rerequested'], implicit: false, reason: 'a person asks for all checks again' },
  { event: 'pull_request_review', actions: ['submitted', 'dismissed'], implicit: false, reason: 'a second person approves a loosened policy, or takes that back' },
  { event: 'push', actions: [], implicit: false, reason: 'a base moved: its open pull requests are judged anew' },
  { event: 'installation', actions: ['deleted'], implicit: true, reason: 'what is stored of an installation goes with it' },
  { event: 'installation_repositories', actions: ['removed'], implicit: true, reason: 'what is stored of a repository goes with it' },
];
