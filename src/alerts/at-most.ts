/**
 * Waits for what is under way, so many milliseconds at most. The wait keeps the process alive: a watch that ends has nothing else,
 * and would end in the middle of it.
 */
export async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>(resolve => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, over]).finally(() => clearTimeout(timer));
}
