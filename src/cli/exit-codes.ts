/** Every code that the command line can end with: what scripts may rely on. */
export const exitCodes = {
  ok: { code: 0, meaning: 'Done.' },
  unexpected: { code: 1, meaning: 'An unexpected error.' },
  usage: { code: 2, meaning: 'The command, an option or a setting is wrong.' },
  refused: {
    code: 3,
    meaning: 'What was asked for was refused; nothing was changed, with `--batch` nothing of that batch.',
  },
  database: { code: 4, meaning: 'The database cannot be opened: missing, damaged, foreign, or of another schema.' },
  storage: { code: 5, meaning: 'The disk is full, or the place is read-only.' },
  address: { code: 6, meaning: 'The address or port cannot be listened on.' },
  unsound: { code: 7, meaning: '`verify` found faults.' },
  busy: { code: 8, meaning: 'Another process was publishing, or building a snapshot; repeat the command.' },
  interrupted: { code: 130, meaning: 'Interrupted (143 when terminated); what was not finished did not happen.' },
} as const satisfies Record<string, { code: number; meaning: string }>;

export type ExitName = keyof typeof exitCodes;
