/** One measured figure. `ratio` is against the peer or floor named in `against`, from the same run; `goal` is what the ratio is held to. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: number;
  readonly against?: string;
  readonly goal?: string;
  /** False when a goal is missed; true for figures without one. */
  readonly ok: boolean;
}
