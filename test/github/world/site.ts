import type { Repository, State } from '../state.js';
import type { Body } from '../http/answer.js';

/** Something that happened and that Apps are told of. `sender`, `repository` and the rest are added for each of them. */
export interface Happening {
  readonly event: string;
  readonly action: string | null;
  readonly payload: Body;
  readonly sender: string;
  readonly repository?: Repository;
  /** For events about one installation. */
  readonly installationId?: number;
  /** Only this App is told. */
  readonly appId?: number;
}

/** The stand-in as its own parts see it. */
export interface Site {
  readonly state: State;
  emit(happening: Happening): void;
  /** Runs work that changes a repository after all earlier such work on it. Never call it from inside such work. */
  exclusive<T>(repository: Repository, work: () => Promise<T>): Promise<T>;
}
