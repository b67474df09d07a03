import * as tf from '@tensorflow/tfjs';

interface CpuBackend {
  data: { get(dataId: object): { values: Float32Array | Int32Array } };
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
}

/** UnsortedSegmentSum as a scatter-add, in place of TensorFlow.js's own, which takes time in proportion to segments × rows. */
export function registerCpuSegmentSum(): void {
  tf.unregisterKernel('UnsortedSegmentSum', 'cpu');
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const { numSegments } = attrs as { numSegments: number };
      const cpu = backend as CpuBackend;
      const rest = x.shape.slice(segmentIds.shape.length);
      const width = tf.util.sizeFromShape(rest);
      const values = cpu.data.get(x.dataId).values;
      const sums = new Float32Array(numSegments * width);
      cpu.data.get(segmentIds.dataId).values.forEach((segment, row) => {
        if (segment < 0 || segment >= numSegments) return;
        for (let i = 0; i < width; i++) {
          const at = segment * width + i;
          sums[at] = (sums[at] ?? 0) + (values[row * width + i] ?? 0);
        }
      });
      return cpu.makeTensorInfo([numSegments, ...rest], x.dtype, sums);
    },
  });
}
