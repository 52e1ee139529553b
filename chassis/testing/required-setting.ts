/** A component test without its real database or broker has no worth: it fails rather than be skipped. */
export const requiredSetting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: run the tests with "npm test", which brings up what they need`);
  }
  return value;
};
