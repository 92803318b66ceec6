/** APIs that have an upstream of their own; each owns a path prefix on the proxy: `/anthropic`, `/openai`, `/gemini`, `/ollama`. */
export const VENDORS = ['anthropic', 'openai', 'gemini', 'ollama'] as const;
export type Vendor = (typeof VENDORS)[number];
