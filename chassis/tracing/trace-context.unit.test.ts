import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTraceparent, parseTraceparent, unsampledTrace } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('a trace context', () => {
  it('is read from a traceparent and written as one', () => {
    for (const [flags, sampled] of [
      ['01', true],
      ['00', false],
      ['03', true],
      ['02', false],
    ] as const) {
      const parsed = parseTraceparent(`00-${traceId}-${spanId}-${flags}`);
      assert.deepEqual(parsed, { traceId, spanId, sampled });
      assert.equal(
        formatTraceparent({ traceId, spanId, sampled }),
        `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`,
      );
    }
  });

  it('is read from later versions as far as they are known', () => {
    assert.deepEqual(parseTraceparent(`cc-${traceId}-${spanId}-01-what-comes`), {
      traceId,
      spanId,
      sampled: true,
    });
  });

  it('is none when anything about it is wrong', () => {
    for (const wrong of [
      undefined,
      null,
      7,
      '',
      `ff-${traceId}-${spanId}-01`,
      `00-${traceId}-${spanId}-01-more`,
      `00-${'0'.repeat(32)}-${spanId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `00-${traceId.toUpperCase()}-${spanId}-01`,
      `00-${traceId}-${spanId}`,
      `00-${traceId}-${spanId}-1`,
      `00-${traceId}-${spanId}-01-${'x'.repeat(200)}`,
      [`00-${traceId}-${spanId}-01`],
    ]) {
      assert.equal(parseTraceparent(wrong), null, String(wrong));
    }
  });

  it('is made anew for each trace, and can be read by others', () => {
    const [one, other] = [unsampledTrace(), unsampledTrace()];
    assert.notEqual(one.traceId, other.traceId);
    assert.deepEqual(parseTraceparent(formatTraceparent(one)), one);
  });
});
