package hearth.conflate;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import crosby.binary.Fileformat;
import crosby.binary.Osmformat;
import hearth.geo.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.locationtech.jts.geom.Envelope;

/**
 * OSM PBF (fileformat.proto and osmformat.proto of OSM-binary, whose classes read the messages).
 *
 * <p>The framing is read here, because the library takes a file that is cut off for one that ends.
 * Sizes are checked against the limits of the format before memory is taken. Which kinds a block
 * holds is kept from the first time through, so that later ones inflate only what they need.
 */
final class PbfFile implements OsmSource {
  private static final int MAX_HEADER_BYTES = 64 * 1024;
  private static final int MAX_BLOB_BYTES = 32 * 1024 * 1024;
  private static final double NANO = 1e9;
  private static final Set<String> FEATURES = Set.of("OsmSchema-V0.6", "DenseNodes");
  private static final byte[] MAGIC = {0x0A, 0x09, 'O', 'S', 'M', 'H', 'e', 'a', 'd', 'e', 'r'};

  /** Blocks that are shown together: enough that all cores have work. */
  private static final int AT_ONCE = 4 * Runtime.getRuntime().availableProcessors();

  /**
   * Fewer where they are larger than a file's usually are (some 100,000 bytes, a million at most).
   */
  private static final long BYTES_AT_ONCE = 64L << 20;

  private final Path file;

  /**
   * Unpacked blocks up to this are kept for the next time through: a town's file is unpacked once.
   */
  private static final long KEPT_BYTES = 64L << 20;

  /** By number of the block; null while the file has not been gone through. */
  private List<Set<OsmKind>> kindsOfBlocks;

  /** Unpacked blocks of data by number, as far as they fit. */
  private final Map<Integer, byte[]> kept = new HashMap<>();

  private long keptBytes;

  PbfFile(Path file) {
    this.file = file;
  }

  /** Whether a file that begins so is a PBF file. */
  static boolean isPbf(byte[] start) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (start.length <= 4 + i || start[4 + i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public <V extends Visitor> void visit(OsmKind kind, Supplier<V> visitors, Consumer<V> inOrder) {
    List<Set<OsmKind>> found = new ArrayList<>();
    List<Block> waiting = new ArrayList<>();
    long bytes = 0;
    Consumer<Shown<V>> inTurn =
        shown -> {
          found.set(shown.number(), shown.kinds());
          keep(shown.number(), shown.content());
          inOrder.accept(shown.visitor());
        };
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      for (int first = in.read(); first >= 0; first = in.read()) {
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        Fileformat.BlobHeader header =
            Fileformat.BlobHeader.parseFrom(bytes(in, length, MAX_HEADER_BYTES));
        int number = found.size();
        if (kindsOfBlocks != null && number >= kindsOfBlocks.size()) {
          throw new InputException(
              file + ": the file grew while it was read", "Wait until it is complete.");
        }
        boolean needed = kindsOfBlocks == null || kindsOfBlocks.get(number).contains(kind);
        byte[] content = kept.get(number);
        if (!needed || content != null) {
          in.skipNBytes(header.getDatasize());
        }
        if (needed) {
          Fileformat.Blob packed =
              content == null
                  ? Fileformat.Blob.parseFrom(bytes(in, header.getDatasize(), MAX_BLOB_BYTES))
                  : null;
          waiting.add(new Block(number, header.getType(), packed, content));
          bytes += content == null ? Math.max(header.getDatasize(), packed.getRawSize()) : 0;
        }
        found.add(needed ? null : kindsOfBlocks.get(number));
        if (waiting.size() == AT_ONCE || bytes > BYTES_AT_ONCE) {
          show(waiting, kind, visitors, inTurn);
          bytes = 0;
        }
      }
      show(waiting, kind, visitors, inTurn);
    } catch (EOFException e) {
      // What is damaged before the end is to be said first.
      show(waiting, kind, visitors, inTurn);
      throw new InputException(file + ": the file is cut off", "Download or export it again.", e);
    } catch (IOException | DataFormatException e) {
      show(waiting, kind, visitors, inTurn);
      throw failed(found.size(), e);
    }
    kindsOfBlocks = found;
  }

  /** A part of the file, packed or as it was kept. */
  private record Block(int number, String type, Fileformat.Blob packed, byte[] content) {}

  /** What a visitor has seen, or what went wrong. */
  private record Shown<V>(
      int number, byte[] content, Set<OsmKind> kinds, V visitor, Exception failure) {}

  /** Shows what waits, by all cores. */
  private <V extends Visitor> void show(
      List<Block> waiting, OsmKind kind, Supplier<V> visitors, Consumer<Shown<V>> inTurn) {
    List<Shown<V>> all =
        waiting.parallelStream().map(block -> show(block, kind, visitors.get())).toList();
    waiting.clear();
    for (Shown<V> shown : all) {
      if (shown.failure() != null) {
        throw failed(shown.number(), shown.failure());
      }
      inTurn.accept(shown);
    }
  }

  private <V extends Visitor> Shown<V> show(Block block, OsmKind kind, V visitor) {
    try {
      boolean isHeader = block.type().equals("OSMHeader");
      if (!isHeader && !block.type().equals("OSMData")) { // to be skipped, says the format
        return new Shown<>(block.number(), null, EnumSet.noneOf(OsmKind.class), visitor, null);
      }
      byte[] content = block.content() == null ? unpack(block.packed()) : block.content();
      Set<OsmKind> kinds =
          isHeader
              ? header(Osmformat.HeaderBlock.parseFrom(content), visitor)
              : data(content, kind, visitor);
      return new Shown<>(block.number(), content, kinds, visitor, null);
    } catch (IOException | DataFormatException | RuntimeException e) {
      return new Shown<>(block.number(), null, null, visitor, e);
    }
  }

  private RuntimeException failed(int block, Exception cause) {
    if (cause instanceof InvalidProtocolBufferException
        || cause instanceof DataFormatException
        || cause instanceof IndexOutOfBoundsException
        || cause instanceof ArithmeticException) {
      return new InputException(
          "%s: damaged in block %d".formatted(file, block), "Download or export it again.", cause);
    }
    if (cause instanceof RuntimeException unexpected) {
      return unexpected;
    }
    return new InputException(
        file + ": reading it failed: " + cause.getMessage(), "Check the disk and the file.", cause);
  }

  private void keep(int number, byte[] content) {
    if (content != null && !kept.containsKey(number) && keptBytes + content.length <= KEPT_BYTES) {
      kept.put(number, content);
      keptBytes += content.length;
    }
  }

  private static byte[] bytes(DataInputStream in, int length, int most)
      throws IOException, DataFormatException {
    if (length < 0 || length > most) {
      throw new DataFormatException("a part of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private byte[] unpack(Fileformat.Blob blob) throws DataFormatException {
    switch (blob.getDataCase()) {
      case RAW:
        return blob.getRaw().toByteArray();
      case ZLIB_DATA:
        return inflate(blob.getZlibData().toByteArray(), blob.getRawSize());
      default:
        throw new InputException(
            "%s: compressed in a way that is not read here (%s)"
                .formatted(file, blob.getDataCase()),
            "Rewrite it: osmium cat -f pbf,pbf_compression=zlib -o new.osm.pbf " + file);
    }
  }

  private static byte[] inflate(byte[] packed, int size) throws DataFormatException {
    if (size < 0 || size > MAX_BLOB_BYTES) {
      throw new DataFormatException("a block of " + size + " bytes");
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] content = new byte[size];
      int done = 0;
      while (done < size) {
        int step = inflater.inflate(content, done, size - done);
        if (step == 0) {
          throw new DataFormatException("a block shorter than it says");
        }
        done += step;
      }
      return content;
    } finally {
      inflater.end();
    }
  }

  /** The header counts for each time through: it says where the data is complete. */
  private Set<OsmKind> header(Osmformat.HeaderBlock header, Visitor visitor) {
    for (String feature : header.getRequiredFeaturesList()) {
      if (!FEATURES.contains(feature)) {
        throw new InputException(
            "%s: needs a reader for '%s'".formatted(file, feature),
            feature.equals("HistoricalInformation")
                ? "Give the data of one moment: osmium time-filter -o now.osm.pbf " + file
                : "Rewrite it with a current osmium: osmium cat -o new.osm.pbf " + file);
      }
    }
    if (header.hasBbox()) {
      Osmformat.HeaderBBox box = header.getBbox();
      visitor.bounds(
          new Envelope(
              box.getLeft() / NANO,
              box.getRight() / NANO,
              box.getBottom() / NANO,
              box.getTop() / NANO));
    }
    return EnumSet.allOf(OsmKind.class);
  }

  /** Shows the groups of one kind; groups of other kinds are stepped over, not decoded. */
  private static Set<OsmKind> data(byte[] content, OsmKind kind, Visitor visitor)
      throws IOException {
    Set<OsmKind> kinds = EnumSet.noneOf(OsmKind.class);
    Osmformat.PrimitiveBlock.Builder frame = Osmformat.PrimitiveBlock.newBuilder();
    List<ByteString> groups = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(content);
    in.enableAliasing(true);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Osmformat.PrimitiveBlock.STRINGTABLE_FIELD_NUMBER ->
            frame.setStringtable(Osmformat.StringTable.parseFrom(in.readByteArray()));
        case Osmformat.PrimitiveBlock.PRIMITIVEGROUP_FIELD_NUMBER -> groups.add(in.readBytes());
        case Osmformat.PrimitiveBlock.GRANULARITY_FIELD_NUMBER ->
            frame.setGranularity(in.readInt32());
        case Osmformat.PrimitiveBlock.LAT_OFFSET_FIELD_NUMBER -> frame.setLatOffset(in.readInt64());
        case Osmformat.PrimitiveBlock.LON_OFFSET_FIELD_NUMBER -> frame.setLonOffset(in.readInt64());
        default -> in.skipField(tag);
      }
    }
    PbfBlock block = null;
    for (ByteString group : groups) {
      Set<OsmKind> ofGroup = kinds(group);
      kinds.addAll(ofGroup);
      if (ofGroup.contains(kind)) {
        block = block == null ? new PbfBlock(frame.buildPartial()) : block;
        block.show(group, kind, visitor);
      }
    }
    return kinds;
  }

  private static Set<OsmKind> kinds(ByteString group) throws IOException {
    Set<OsmKind> kinds = EnumSet.noneOf(OsmKind.class);
    CodedInputStream in = group.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Osmformat.PrimitiveGroup.NODES_FIELD_NUMBER,
            Osmformat.PrimitiveGroup.DENSE_FIELD_NUMBER ->
            kinds.add(OsmKind.NODE);
        case Osmformat.PrimitiveGroup.WAYS_FIELD_NUMBER -> kinds.add(OsmKind.WAY);
        case Osmformat.PrimitiveGroup.RELATIONS_FIELD_NUMBER -> kinds.add(OsmKind.RELATION);
        default -> {
          // change sets
        }
      }
      in.skipField(tag);
    }
    return kinds;
  }
}
