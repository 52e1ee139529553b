/** As long and as shaped as Slack's, so that nothing depends on a shorter one. */
export const webhookPath = '/services/T00000000/B00000000/local';
