/** Asks again every 20 ms until `check` no longer throws; after five seconds its error is the outcome. */
export const until = async <Result>(check: () => Result | Promise<Result>): Promise<Result> => {
  const end = performance.now() + 5_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
