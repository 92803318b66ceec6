/**
 * How keys begin by which a model is asked, by issuer; patterns. One home for who masks keys and who asks whose a key is. Sources: each
 * issuer's pages.
 */
export const KEY_STARTS = {
  anthropic: 'sk-ant-',
  google: 'AIza',
  googleBound: 'AQ\\.',
  googleToken: 'ya29\\.',
  openai: 'sk-(?:proj|svcacct|admin)-',
  openRouter: 'sk-or-',
  groq: 'gsk_',
  xai: 'xai-',
  perplexity: 'pplx-',
  fireworks: 'fw_',
  together: 'tgp_v1_',
  cerebras: 'csk-',
  nvidia: 'nvapi-',
  huggingFace: 'hf_',
  github: 'gh[opsur]_',
  githubFine: 'github_pat_',
} as const;
