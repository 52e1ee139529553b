/** What is sent: one subject, the same content as text and as HTML. */
export type Mail = {
  readonly language: string;
  readonly recipientName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};
