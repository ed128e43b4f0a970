export const giveBackEvaluation = {
  name: 'give-back-evaluation',
  text: 'update mergewarden.review set evaluations = greatest(evaluations - 1, 0) where id = $1 and state = \'open\'',
} as const;
