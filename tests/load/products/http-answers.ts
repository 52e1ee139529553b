const HEAD_ENDS = '\r\n\r\n';

/**
 * Calls back with the status of each answer when its last byte was there; what the answers say is forgotten. They come
 * one after the other. Throws at one that doesn't say how long it is, or is longer.
 */
export const createAnswers = (onAnswer: (status: number) => void) => {
  let head = '';
  let status = 0;
  /** Bytes of the body that are still to come; null before it begins. */
  let left: number | null = null;

  return {
    take: (bytes: Buffer): void => {
      let ofBody = bytes.length;
      if (left === null) {
        head += bytes.toString('latin1');
        const end = head.indexOf(HEAD_ENDS);
        if (end < 0) return;
        const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end));
        if (length === null) throw new Error(`an answer that doesn't say how long it is: ${head}`);
        ofBody = head.length - end - HEAD_ENDS.length;
        status = Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
        left = Number(length[1]);
        head = '';
      }
      left -= ofBody;
      if (left > 0) return;
      if (left < 0) throw new Error(`${-left} bytes more than was said`);
      left = null;
      onAnswer(status);
    },
  };
};
