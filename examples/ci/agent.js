/** An agent as small as one can be, with a script in the place of a person. WITH_CLOCK=1 is the mistake that the check finds. */
const RULES = Array.from(
  { length: 400 },
  (_, index) => `Rule ${index}: keep answers short and say what you changed.`,
);
const cached = { cache_control: { type: 'ephemeral' } };
const messages = [];

for (const [turn, ask] of ['List the files.', 'Read the first.', 'Mend it.', 'Run the tests.'].entries()) {
  const clock = process.env.WITH_CLOCK ? `It is 2026-11-26T10:0${turn}:00Z.\n` : '';
  messages.push({ role: 'user', content: [{ type: 'text', text: ask }] });
  const marked = messages.map((message, index) =>
    index === messages.length - 1 ? { ...message, content: [{ ...message.content[0], ...cached }] } : message,
  );
  const response = await fetch(`${process.env.ANTHROPIC_BASE_URL}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'none', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({
      model: 'claude-sonnet-4-6',
      max_tokens: 100,
      system: [{ type: 'text', text: clock + RULES.join('\n'), ...cached }],
      messages: marked,
    }),
  });
  const { content, error } = await response.json();
  if (!response.ok) {
    console.error(error.message);
    process.exit(1);
  }
  messages.push({ role: 'assistant', content });
}
