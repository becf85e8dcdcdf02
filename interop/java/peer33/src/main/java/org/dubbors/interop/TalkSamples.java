package org.dubbors.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dubbors.interop.Everything;
import dubbors.interop.Leaf;
import dubbors.interop.Mood;
import dubbors.interop.Node;
import java.util.List;

/** The messages that the cases send. */
final class TalkSamples {
    private TalkSamples() {}

    static List<Everything> all() {
        return List.of(
                full(),
                Everything.getDefaultInstance(),
                extremes(),
                Everything.newBuilder().setRight(-7).setMaybe("").build(),
                Everything.newBuilder().setBoth(node("a", 1)).setMoodValue(99).build());
    }

    private static Node node(String name, int depth) {
        Node.Builder node = Node.newBuilder().setName(name).setDepth(depth);
        return depth == 0 ? node.build() : node.setLeaf(Leaf.newBuilder().setName(name).setDepth(depth - 1)).build();
    }

    static Everything full() {
        return Everything.newBuilder()
                .setText("李雷 😀")
                .setInt32Value(-1)
                .setInt64Value(9_007_199_254_740_993L)
                .setUint32Value(7)
                .setUint64Value(8)
                .setSint32Value(-9)
                .setSint64Value(-10)
                .setFixed32Value(11)
                .setFixed64Value(12)
                .setSfixed32Value(-13)
                .setSfixed64Value(-14)
                .setFloatValue(0.1f)
                .setDoubleValue(0.1)
                .setBoolValue(true)
                .setData(ByteString.copyFrom(new byte[] {0, 1, 127, -128, -1}))
                .setMood(Mood.MOOD_WILD)
                .setNode(node("root", 3))
                .addAllWords(List.of("one", "", "三"))
                .addAllNumbers(List.of(0, 1, -1, 300, Integer.MAX_VALUE))
                .addNodes(node("a", 0))
                .addNodes(node("b", 1))
                .addAllMoods(List.of(Mood.MOOD_CALM, Mood.MOOD_UNSPECIFIED))
                .putCounts("key", 100)
                .putTree(-5, node("t", 0))
                .setLeft("left")
                .setWhen(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(123_456_789))
                .setMaybe("there")
                .build();
    }

    private static Everything extremes() {
        return Everything.newBuilder()
                .setText("x".repeat(70_000))
                .setInt32Value(Integer.MIN_VALUE)
                .setInt64Value(Long.MIN_VALUE)
                .setUint32Value(-1)
                .setUint64Value(-1)
                .setSint32Value(Integer.MIN_VALUE)
                .setSint64Value(Long.MIN_VALUE)
                .setFixed32Value(-1)
                .setFixed64Value(-1)
                .setSfixed32Value(Integer.MIN_VALUE)
                .setSfixed64Value(Long.MIN_VALUE)
                .setFloatValue(Float.MIN_VALUE)
                .setDoubleValue(Double.NEGATIVE_INFINITY)
                .setLeft("")
                .setWhen(Timestamp.newBuilder().setSeconds(-62_135_596_800L))
                .build();
    }
}
