/**
 * Whose review it is: a merge queue's (it holds up everybody), that of somebody with a say in the repository, or a stranger's. Read for the order
 * of work alone, never as a right. In the order in which they are served.
 */
export const standings = ['group', 'member', 'stranger'] as const;
export type Standing = (typeof standings)[number];

/** One review among those that share connections and analysers. Equal ids are one review; two share what there is turn by turn. */
export interface Flow {
  readonly standing: Standing;
  readonly id: string;
}
