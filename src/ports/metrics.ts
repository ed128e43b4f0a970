/** Figures of the running service. Names and meaning are in the adapter. */
export interface Metrics {
  concluded(outcome: string, seconds: number): void;
  couldNotCheck(code: string): void;
  delivery(result: string): void;
  jobEnded(task: string, result: 'done' | 'later' | 'failed'): void;
}
