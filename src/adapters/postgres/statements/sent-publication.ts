export const sentPublication = {
  name: 'sent-publication',
  text: `
update mergewarden.publication p set state = 'sent', sent_at = now(), epoch = $3 from mergewarden.head h
where h.repository = $1 and h.sha = $2 and h.epoch = $3 and p.id = $4 and p.hash = $5`,
} as const;
