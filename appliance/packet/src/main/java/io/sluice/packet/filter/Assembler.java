package io.sluice.packet.filter;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import io.sluice.packet.Memory;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/** Makes a program into bytecode, which the JVM compiles like any other. */
final class Assembler {
  /** HotSpot interprets a method that is longer than this: then our own interpreter is quicker. */
  private static final int MAX_CODE = 8000;

  private static final ClassDesc MEMORY = MemorySegment.class.describeConstable().orElseThrow();
  private static final ClassDesc BYTES = Memory.class.describeConstable().orElseThrow();
  private static final ClassDesc QUESTIONS = Questions.class.describeConstable().orElseThrow();
  private static final ClassDesc INTERPRETER = Interpreter.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc READ = MethodTypeDesc.of(CD_int, MEMORY, CD_long);
  private static final MethodTypeDesc TWO = MethodTypeDesc.of(CD_int, CD_int, CD_int);
  private static final MethodTypeDesc MATCHES =
      MethodTypeDesc.of(CD_boolean, MEMORY, CD_long, CD_int, CD_int, CD_int, QUESTIONS);

  /** The parameters' places; 0 is the object itself. */
  private static final int PACKET = 1;

  private static final int AT = 2;
  private static final int CAPTURED = 4;
  private static final int WIRE = 5;
  private static final int VNI = 6;
  private static final int ASKED = 7;
  private static final int A = 8;
  private static final int X = 9;
  private static final int TURNS = 10;
  private static final int OFFSET = 11;
  private static final int SCRATCH = 13;

  private final Program program;
  private final CodeBuilder code;
  private final Label[] labels;
  private final Label fail;

  private Assembler(Program program, CodeBuilder code) {
    this.program = program;
    this.code = code;
    this.labels = new Label[program.length()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = code.newLabel();
    }
    this.fail = code.newLabel();
  }

  /** The program as a class of its own, or interpreted where that would be too long. */
  static Decision decision(Program program) {
    // No instruction takes less than two bytes
    if (program.length() * 2 > MAX_CODE) {
      return new Interpreter(program);
    }
    int[] size = new int[1];
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(Assembler.class.getPackageName(), "CompiledFilter"),
                type ->
                    type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                        .withInterfaceSymbols(Decision.class.describeConstable().orElseThrow())
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            0,
                            code ->
                                code.aload(0)
                                    .invokespecial(
                                        ConstantDescs.CD_Object,
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void)
                                    .return_())
                        .withMethodBody(
                            "matches",
                            MATCHES,
                            ClassFile.ACC_PUBLIC,
                            code -> size[0] = new Assembler(program, code).assemble()));
    return size[0] > MAX_CODE ? new Interpreter(program) : load(bytes);
  }

  private static Decision load(byte[] bytes) {
    try {
      return (Decision)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a filter was made into a class that does not load", e);
    }
  }

  /** About how many bytes it came to. */
  private int assemble() {
    for (int local : new int[] {A, X, TURNS}) {
      code.iconst_0().istore(local);
    }
    for (int register = 0; register < Op.REGISTERS; register++) {
      code.iconst_0().istore(SCRATCH + register);
    }
    int size = 0;
    for (int i = 0; i < program.length(); i++) {
      code.labelBinding(labels[i]);
      instruction(i, program.code(i), program.k(i));
      size += weight(program.code(i));
    }
    code.labelBinding(fail).iconst_0().ireturn();
    return size;
  }

  /** The most bytes that an instruction takes. */
  private static int weight(int instruction) {
    return switch (Op.kind(instruction)) {
      case Op.LD, Op.LDX -> 28;
      case Op.JMP -> 16;
      default -> 10;
    };
  }

  private void instruction(int i, int instruction, int k) {
    switch (Op.kind(instruction)) {
      case Op.LD -> load(instruction, k);
      case Op.LDX -> loadIndex(instruction, k);
      case Op.ST -> code.iload(A).istore(SCRATCH + k);
      case Op.STX -> code.iload(X).istore(SCRATCH + k);
      case Op.ALU -> compute(instruction, k);
      case Op.JMP -> jump(i, instruction, k);
      case Op.RET -> code.loadConstant(k == 0 ? 0 : 1).ireturn();
      default -> {
        boolean toX = instruction == (Op.MISC | Op.TAX);
        code.iload(toX ? A : X).istore(toX ? X : A);
      }
    }
  }

  /** Reads {@code width} bytes at a constant offset, or gives up. */
  private void read(int k, int width) {
    if (k < 0 || k > Integer.MAX_VALUE - width) {
      // The code behind it is never reached, but has to be sound
      code.goto_(fail).labelBinding(code.newLabel());
    }
    int within = Math.max(0, Math.min(k, Integer.MAX_VALUE - width));
    code.iload(CAPTURED).loadConstant(within + width).if_icmplt(fail);
    code.aload(PACKET).lload(AT).loadConstant((long) within).ladd();
    code.invokestatic(BYTES, width == 4 ? "i32" : width == 2 ? "u16" : "u8", READ);
  }

  private void load(int instruction, int k) {
    int width = Op.width(instruction);
    switch (Op.mode(instruction)) {
      case Op.ABS -> read(k, width);
      case Op.IND -> {
        code.iload(X).loadConstant(k).loadConstant(width).iload(CAPTURED);
        code.invokestatic(
            INTERPRETER, "within", MethodTypeDesc.of(CD_long, CD_int, CD_int, CD_int, CD_int));
        code.lstore(OFFSET).lload(OFFSET).lconst_0().lcmp().iflt(fail);
        code.aload(PACKET).lload(AT).lload(OFFSET).ladd();
        code.invokestatic(BYTES, width == 4 ? "i32" : width == 2 ? "u16" : "u8", READ);
      }
      case Op.IMM -> code.loadConstant(k);
      case Op.MEM -> code.iload(SCRATCH + k);
      case Op.LEN -> code.iload(WIRE);
      default -> {
        code.aload(ASKED).loadConstant(k).aload(PACKET).lload(AT);
        code.iload(CAPTURED).iload(WIRE).iload(VNI);
        code.invokevirtual(
            QUESTIONS,
            "ask",
            MethodTypeDesc.of(CD_boolean, CD_int, MEMORY, CD_long, CD_int, CD_int, CD_int));
      }
    }
    code.istore(A);
  }

  private void loadIndex(int instruction, int k) {
    switch (Op.mode(instruction)) {
      case Op.MSH -> {
        read(k, 1);
        code.loadConstant(0xf).iand().iconst_2().ishl();
      }
      case Op.MEM -> code.iload(SCRATCH + k);
      default -> code.loadConstant(k);
    }
    code.istore(X);
  }

  private void compute(int instruction, int k) {
    int operation = Op.operation(instruction);
    boolean byX = Op.byX(instruction);
    if (operation == Op.NEG) {
      code.iload(A).ineg().istore(A);
      return;
    }
    if (byX && (operation == Op.DIV || operation == Op.MOD)) {
      code.iload(X).ifeq(fail);
    }
    code.iload(A);
    if (byX) {
      code.iload(X);
    } else {
      code.loadConstant(k);
    }
    switch (operation) {
      case Op.ADD -> code.iadd();
      case Op.SUB -> code.isub();
      case Op.MUL -> code.imul();
      case Op.AND -> code.iand();
      case Op.OR -> code.ior();
      case Op.XOR -> code.ixor();
      case Op.DIV -> code.invokestatic(ConstantDescs.CD_Integer, "divideUnsigned", TWO);
      case Op.MOD -> code.invokestatic(ConstantDescs.CD_Integer, "remainderUnsigned", TWO);
      case Op.LSH -> code.invokestatic(INTERPRETER, "shiftLeft", TWO);
      default -> code.invokestatic(INTERPRETER, "shiftRight", TWO);
    }
    code.istore(A);
  }

  private void jump(int i, int instruction, int k) {
    int yes = program.yes(i);
    int no = program.no(i);
    if (Op.operation(instruction) == Op.JA) {
      if (yes <= i) {
        code.iinc(TURNS, 1).iload(TURNS).loadConstant(Interpreter.MAX_TURNS).if_icmpgt(fail);
      }
      code.goto_(labels[yes]);
      return;
    }
    int operation = Op.operation(instruction);
    boolean ordered = operation == Op.JGT || operation == Op.JGE;
    code.iload(A);
    if (ordered) {
      code.loadConstant(Integer.MIN_VALUE).ixor();
    }
    if (Op.byX(instruction)) {
      code.iload(X);
      if (ordered) {
        code.loadConstant(Integer.MIN_VALUE).ixor();
      }
    } else {
      code.loadConstant(ordered ? k ^ Integer.MIN_VALUE : k);
    }
    switch (operation) {
      case Op.JEQ -> code.if_icmpeq(labels[yes]);
      case Op.JGT -> code.if_icmpgt(labels[yes]);
      case Op.JGE -> code.if_icmpge(labels[yes]);
      default -> code.iand().ifne(labels[yes]);
    }
    if (no != i + 1) {
      code.goto_(labels[no]);
    }
  }
}
