(* Fields: two fractions along two directions of one conservative field of matrices that keep the cone of vectors >= 0.

   Both products shrink the cone to a line (`contraction`, `vanishing`: Birkhoff), and it is the same line (`common`), so that
   the value of one fraction follows from that of the other (`by_field`). *)

Require Import ZArith Reals List Bool Lia Lra.
Require Import ContinuedFractions.
Import ListNotations.
Open Scope Z_scope.

(** * Products of matrices that keep the cone *)

Definition mv (m : matrix) (v : Z * Z) : Z * Z :=
  let '((x, y), (z, w)) := m in (x * fst v + y * snd v, z * fst v + w * snd v).
Lemma mv_mm l m v : mv (mm l m) v = mv l (mv m v).
Proof. destruct l as [[? ?] [? ?]], m as [[? ?] [? ?]], v. unfold mm, vm, mv; cbn [fst snd]. f_equal; ring. Qed.
Lemma mm_assoc k l m : mm (mm k l) m = mm k (mm l m).
Proof. destruct k as [[? ?] [? ?]], l as [[? ?] [? ?]], m as [[? ?] [? ?]]. unfold mm, vm; cbn [fst snd]. f_equal; f_equal; ring. Qed.
Lemma det_mm l m : det (mm l m) = det l * det m.
Proof. destruct l as [[? ?] [? ?]], m as [[? ?] [? ?]]. unfold mm, vm, det; cbn [fst snd]. ring. Qed.
Definition idm : matrix := ((1, 0), (0, 1)).
Lemma mm_idm m : mm m idm = m.
Proof. destruct m as [[? ?] [? ?]]. unfold mm, vm, idm; cbn [fst snd]. f_equal; f_equal; ring. Qed.
Lemma idm_mm m : mm idm m = m.
Proof. destruct m as [[? ?] [? ?]]. unfold mm, vm, idm; cbn [fst snd]. f_equal; f_equal; ring. Qed.
Definition mscale (k : Z) (m : matrix) : matrix := (times k (fst m), times k (snd m)).
Lemma mscale_mm_l k l m : mm (mscale k l) m = mscale k (mm l m).
Proof. destruct l as [[? ?] [? ?]], m as [[? ?] [? ?]]. unfold mscale, times, mm, vm; cbn [fst snd]. f_equal; f_equal; ring. Qed.
Lemma mscale_mm_r k l m : mm l (mscale k m) = mscale k (mm l m).
Proof. destruct l as [[? ?] [? ?]], m as [[? ?] [? ?]]. unfold mscale, times, mm, vm; cbn [fst snd]. f_equal; f_equal; ring. Qed.
Lemma mscale_mscale k l m : mscale k (mscale l m) = mscale (k * l) m.
Proof. destruct m as [[? ?] [? ?]]. unfold mscale, times; cbn [fst snd]. f_equal; f_equal; ring. Qed.
Lemma adj_mm m : mm (adj m) m = mscale (det m) idm.
Proof. destruct m as [[? ?] [? ?]]. unfold mscale, times, idm, mm, vm, adj, det; cbn [fst snd]. f_equal; f_equal; ring. Qed.
Lemma mm_adj m : mm m (adj m) = mscale (det m) idm.
Proof. destruct m as [[? ?] [? ?]]. unfold mscale, times, idm, mm, vm, adj, det; cbn [fst snd]. f_equal; f_equal; ring. Qed.

(* one after the other: f 0, f 1, ... *)
Fixpoint product (f : nat -> matrix) (n : nat) : matrix :=
  match n with O => idm | S m => mm (product f m) (f m) end.
Lemma product_add f m n : product f (m + n) = mm (product f m) (product (fun i => f (m + i)%nat) n).
Proof.
  induction n as [|n IH]; [now rewrite Nat.add_0_r, mm_idm|].
  rewrite Nat.add_succ_r. cbn [product]. rewrite IH, mm_assoc. reflexivity.
Qed.
Lemma product_ext f g n : (forall i, f i = g i) -> product f n = product g n.
Proof. intro E; induction n as [|n IH]; cbn [product]; [reflexivity | now rewrite IH, E]. Qed.

(* matrices that keep the cone, vectors in it *)
Definition keeps (m : matrix) : Prop :=
  let '((x, y), (z, w)) := m in (0 <= x /\ 0 <= y /\ 0 <= z /\ 0 <= w) /\ 0 < x + y /\ 0 < z + w.
Definition inner (v : Z * Z) : Prop := 0 < fst v /\ 0 < snd v.
Definition in_cone (v : Z * Z) : Prop := 0 <= fst v /\ 0 <= snd v /\ 0 < fst v + snd v.
Lemma keeps_positive m v : keeps m -> inner v -> inner (mv m v).
Proof.
  destruct m as [[x y] [z w]]. unfold keeps, inner, mv; cbn [fst snd].
  intros ((? & ? & ? & ?) & ? & ?) [? ?]. split; nia.
Qed.
Lemma keeps_product f n v : (forall i, keeps (f i)) -> inner v -> inner (mv (product f n) v).
Proof.
  intros Hf. revert v; induction n as [|n IH]; intros v Hv; cbn [product].
  - destruct v. unfold mv, idm, inner in *; cbn [fst snd] in *. lia.
  - rewrite mv_mm. apply IH, keeps_positive; auto.
Qed.
Lemma keeps_cone m v : keeps m -> det m <> 0 -> in_cone v -> in_cone (mv m v).
Proof.
  destruct m as [[x y] [z w]], v as [p q]. unfold keeps, in_cone, mv, det; cbn [fst snd].
  intros ((? & ? & ? & ?) & ? & ?) Hd (? & ? & ?).
  assert (0 <= x * p + y * q) by nia. assert (0 <= z * p + w * q) by nia.
  repeat split; try assumption.
  destruct (Z.eq_dec (x * p + y * q + (z * p + w * q)) 0) as [E|NE]; [exfalso | lia].
  assert (E1 : x * p + y * q = 0) by lia. assert (E2 : z * p + w * q = 0) by lia.
  assert (D1 : (x * w - y * z) * p = 0) by (transitivity (w * (x * p + y * q) - y * (z * p + w * q)); [ring | rewrite E1, E2; ring]).
  assert (D2 : (x * w - y * z) * q = 0) by (transitivity (x * (z * p + w * q) - z * (x * p + y * q)); [ring | rewrite E1, E2; ring]).
  apply Z.mul_eq_0 in D1. apply Z.mul_eq_0 in D2. lia.
Qed.
Lemma product_cone f n v : (forall i, keeps (f i)) -> (forall i, det (f i) <> 0) -> in_cone v -> in_cone (mv (product f n) v).
Proof.
  intros Hf Hd. revert v; induction n as [|n IH]; intros v Hv; cbn [product].
  - destruct v. unfold mv, idm, in_cone in *; cbn [fst snd] in *. lia.
  - rewrite mv_mm. apply IH, keeps_cone; auto.
Qed.
Lemma product_det f n : (forall i, det (f i) <> 0) -> det (product f n) <> 0.
Proof. intro Hd; induction n as [|n IH]; cbn [product]; [discriminate|]. rewrite det_mm. apply Z.neq_mul_0; auto. Qed.

(* matrices that are inner multiples of one *)
Definition par (l m : matrix) : Prop := exists c d, 0 < c /\ 0 < d /\ mscale c l = mscale d m.
Lemma par_refl m : par m m.
Proof. exists 1, 1. repeat split; lia. Qed.
Lemma par_trans k l m : par k l -> par l m -> par k m.
Proof.
  intros (a & b & Ha & Hb & E1) (c & d & Hc & Hd & E2). exists (c * a), (b * d).
  split; [nia|]. split; [nia|]. rewrite <- mscale_mscale, E1, mscale_mscale, Z.mul_comm, <- mscale_mscale, E2, mscale_mscale. reflexivity.
Qed.
Lemma par_l k l m : par l m -> par (mm k l) (mm k m).
Proof. intros (c & d & Hc & Hd & E). exists c, d. rewrite <- !mscale_mm_r, E. auto. Qed.
Lemma par_r k l m : par l m -> par (mm l k) (mm m k).
Proof. intros (c & d & Hc & Hd & E). exists c, d. rewrite <- !mscale_mm_l, E. auto. Qed.
Lemma par_cross l m v : par l m -> fst (mv l v) * snd (mv m v) = fst (mv m v) * snd (mv l v).
Proof.
  intros (c & d & Hc & Hd & E). destruct l as [[x y] [z w]], m as [[x' y'] [z' w']], v as [p q].
  unfold mscale, times in E; cbn [fst snd] in E. injection E as E1 E2 E3 E4. unfold mv; cbn [fst snd].
  apply Z.mul_reg_l with c; [lia|].
  transitivity ((c * x * p + c * y * q) * (z' * p + w' * q)); [ring|]. rewrite E1, E2.
  transitivity ((x' * p + y' * q) * (d * z' * p + d * w' * q)); [ring|]. rewrite <- E3, <- E4. ring.
Qed.

Section Paths.
Variables F S : Z -> Z -> matrix.
Hypothesis HF : forall i j, 0 <= i -> 0 <= j -> keeps (F i j).
Hypothesis HS : forall i j, 0 <= i -> 0 <= j -> keeps (S i j).
Hypothesis Square : forall i j, 0 <= i -> 0 <= j -> par (mm (F i j) (S (i + 1) j)) (mm (S i j) (F i (j + 1))).
Definition along_i (i j : Z) : nat -> matrix := product (fun h => F (i + Z.of_nat h) j).
Definition along_j (i j : Z) : nat -> matrix := product (fun h => S i (j + Z.of_nat h)).

Lemma swap_one i j k : 0 <= i -> 0 <= j -> par (mm (F i j) (along_j (i + 1) j k)) (mm (along_j i j k) (F i (j + Z.of_nat k))).
Proof.
  intros Hi Hj. induction k as [|k IH].
  - cbn [along_j product]. change (along_j (i + 1) j 0) with idm. change (along_j i j 0) with idm.
    rewrite mm_idm, idm_mm, Z.add_0_r. apply par_refl.
  - change (along_j (i + 1) j (Datatypes.S k)) with (mm (along_j (i + 1) j k) (S (i + 1) (j + Z.of_nat k))).
    change (along_j i j (Datatypes.S k)) with (mm (along_j i j k) (S i (j + Z.of_nat k))).
    rewrite <- mm_assoc. eapply par_trans; [apply par_r; exact IH|]. rewrite !mm_assoc. apply par_l.
    replace (j + Z.of_nat (Datatypes.S k)) with (j + Z.of_nat k + 1) by lia. apply Square; lia.
Qed.
Lemma swap i j m k : 0 <= i -> 0 <= j ->
  par (mm (along_i i j m) (along_j (i + Z.of_nat m) j k)) (mm (along_j i j k) (along_i i (j + Z.of_nat k) m)).
Proof.
  intros Hi Hj. induction m as [|m IH].
  - change (along_i i j 0) with idm. change (along_i i (j + Z.of_nat k) 0) with idm.
    rewrite mm_idm, idm_mm, Z.add_0_r. apply par_refl.
  - change (along_i i j (Datatypes.S m)) with (mm (along_i i j m) (F (i + Z.of_nat m) j)).
    change (along_i i (j + Z.of_nat k) (Datatypes.S m)) with (mm (along_i i (j + Z.of_nat k) m) (F (i + Z.of_nat m) (j + Z.of_nat k))).
    replace (i + Z.of_nat (Datatypes.S m)) with (i + Z.of_nat m + 1) by lia.
    rewrite mm_assoc. eapply par_trans; [apply par_l, swap_one; lia|].
    rewrite <- !mm_assoc. apply par_r. exact IH.
Qed.
Theorem common n : exists w z, inner w /\ inner z /\
  fst (mv (along_i 0 0 n) w) * snd (mv (along_j 0 0 n) z) = fst (mv (along_j 0 0 n) z) * snd (mv (along_i 0 0 n) w).
Proof.
  exists (mv (along_j (0 + Z.of_nat n) 0 n) (1, 1)), (mv (along_i 0 (0 + Z.of_nat n) n) (1, 1)).
  assert (One : inner (1, 1)) by (split; cbn; lia).
  split; [apply keeps_product; [intro; apply HS; lia | exact One]|].
  split; [apply keeps_product; [intro; apply HF; lia | exact One]|].
  rewrite <- !mv_mm. apply par_cross, swap; lia.
Qed.
End Paths.

(* one block shrinks the interval of quotients by the factor 1 - 1/k *)
Lemma contraction r s a b c d k : 0 < r -> 0 < s -> 0 < a -> 0 < b -> 0 < c -> 0 < d -> 2 <= k ->
  a * d <= k * k * (b * c) -> b * c <= k * k * (a * d) ->
  k * Z.abs (a * d - b * c) * (r * s) <= (k - 1) * ((r * a + s * c) * (r * b + s * d)).
Proof.
  intros Hr Hs Ha Hb Hc Hd Hk H1 H2.
  set (X := r * r * (a * b)). set (Y := s * s * (c * d)). set (x := a * d) in *. set (y := b * c) in *. set (t := r * s).
  assert (E : (r * a + s * c) * (r * b + s * d) = X + Y + t * (x + y)) by (unfold X, Y, t, x, y; ring). rewrite E.
  assert (P : X * Y = t * t * (x * y)) by (unfold X, Y, t, x, y; ring).
  assert (HX : 0 < X) by (unfold X; repeat apply Z.mul_pos_pos; assumption).
  assert (HY : 0 < Y) by (unfold Y; repeat apply Z.mul_pos_pos; assumption).
  assert (Hx : 0 < x) by (unfold x; apply Z.mul_pos_pos; assumption).
  assert (Hy : 0 < y) by (unfold y; apply Z.mul_pos_pos; assumption).
  assert (Ht : 0 < t) by (unfold t; apply Z.mul_pos_pos; assumption).
  assert (Mean : forall u v, 0 < u -> 0 < v -> x * y = u * v -> u <= k * k * v -> 2 * t * u <= k * (X + Y)).
  { intros u v Hu Hv Euv Huv. rewrite Euv in P. apply Z.square_le_simpl_nonneg; [apply Z.mul_nonneg_nonneg; lia|].
    apply Z.le_trans with (k * k * (4 * (X * Y))).
    - rewrite P. replace (2 * t * u * (2 * t * u)) with (4 * (t * t) * u * u) by ring.
      replace (k * k * (4 * (t * t * (u * v)))) with (4 * (t * t) * u * (k * k * v)) by ring.
      apply Z.mul_le_mono_nonneg_l; [repeat apply Z.mul_nonneg_nonneg; lia | exact Huv].
    - replace (k * (X + Y) * (k * (X + Y))) with (k * k * ((X + Y) * (X + Y))) by ring.
      apply Z.mul_le_mono_nonneg_l; [apply Z.mul_nonneg_nonneg; lia|]. pose proof (Z.square_nonneg (X - Y)).
      assert ((X + Y) * (X + Y) = (X - Y) * (X - Y) + 4 * (X * Y)) by ring. lia. }
  assert (Last : forall u v, 0 < u -> 0 < v -> 2 * t * u <= k * (X + Y) -> k * (u - v) * t <= (k - 1) * (X + Y + t * (u + v))).
  { intros u v Hu Hv M. apply Z.mul_le_mono_pos_l with k; [lia|].
    apply Z.le_trans with ((k - 1) * (2 * t * u + k * t * (u + v))).
    - assert (0 <= t * (2 * k * k * v + k * u - k * v - 2 * u)).
      { apply Z.mul_nonneg_nonneg; [lia|]. assert (0 <= (k - 2) * u) by (apply Z.mul_nonneg_nonneg; lia).
        assert (0 <= k * v * (2 * k - 1)) by (repeat apply Z.mul_nonneg_nonneg; lia). lia. }
      lia.
    - replace (k * ((k - 1) * (X + Y + t * (u + v)))) with ((k - 1) * (k * (X + Y) + k * t * (u + v))) by ring.
      apply Z.mul_le_mono_nonneg_l; [lia|]. lia. }
  destruct (Z.abs_spec (x - y)) as [[_ ->]|[_ ->]].
  - apply (Last x y); auto. apply (Mean x y); auto.
  - replace (- (x - y)) with (y - x) by ring. replace (x + y) with (y + x) by ring.
    apply (Last y x); auto. apply (Mean y x); auto. ring.
Qed.

Open Scope R_scope.
(* quotients of the images of two vectors of the cone *)
Definition quotient (v : Z * Z) : R := IZR (fst v) / IZR (snd v).
Lemma near (m : matrix) (v w : Z * Z) : let '((_, _), (r, s)) := m in (0 < r)%Z -> (0 < s)%Z -> in_cone v -> in_cone w ->
  (0 < snd (mv m v))%Z /\ Rabs (quotient (mv m v) - quotient (mv m w)) <= Rabs (IZR (det m)) / (IZR r * IZR s).
Proof.
  destruct m as [[p q] [r s]], v as [v1 v2], w as [w1 w2]. unfold in_cone, quotient, mv, det; cbn [fst snd].
  intros Hr Hs (A1 & A2 & A3) (B1 & B2 & B3).
  assert (S1 : (0 < r * v1 + s * v2)%Z) by nia. assert (S2 : (0 < r * w1 + s * w2)%Z) by nia.
  split; [exact S1|].
  apply (IZR_lt 0) in Hr, Hs, S1, S2.
  assert (Cr : (Z.abs (v1 * w2 - v2 * w1) * (r * s) <= (r * v1 + s * v2) * (r * w1 + s * w2))%Z).
  { assert (0 <= r * r * (v1 * w1))%Z by (apply lt_IZR in Hr; repeat apply Z.mul_nonneg_nonneg; lia).
    assert (0 <= s * s * (v2 * w2))%Z by (apply lt_IZR in Hs; repeat apply Z.mul_nonneg_nonneg; lia).
    apply lt_IZR in Hr, Hs. assert (0 < r * s)%Z by (apply Z.mul_pos_pos; assumption).
    assert (0 <= v1 * w2)%Z by (apply Z.mul_nonneg_nonneg; assumption).
    assert (0 <= v2 * w1)%Z by (apply Z.mul_nonneg_nonneg; assumption).
    apply Z.le_trans with ((v1 * w2 + v2 * w1) * (r * s))%Z; [apply Z.mul_le_mono_nonneg_r; lia | lia]. }
  apply IZR_le in Cr. rewrite !mult_IZR, !plus_IZR, !mult_IZR, abs_IZR, minus_IZR, !mult_IZR in Cr.
  rewrite !plus_IZR, !minus_IZR, !mult_IZR in *.
  set (P := IZR p) in *. set (Q := IZR q) in *. set (R0 := IZR r) in *. set (S0 := IZR s) in *.
  set (a1 := IZR v1) in *. set (a2 := IZR v2) in *. set (b1 := IZR w1) in *. set (b2 := IZR w2) in *.
  set (x := R0 * a1 + S0 * a2) in *. set (y := R0 * b1 + S0 * b2) in *.
  replace ((P * a1 + Q * a2) / x - (P * b1 + Q * b2) / y) with ((P * S0 - Q * R0) * ((a1 * b2 - a2 * b1) / (x * y)))
    by (unfold x, y; field; split; apply Rgt_not_eq; assumption).
  rewrite Rabs_mult. unfold Rdiv. apply Rmult_le_compat_l; [apply Rabs_pos|].
  rewrite Rabs_mult, Rabs_inv, (Rabs_pos_eq (x * y)) by (apply Rlt_le, Rmult_lt_0_compat; assumption).
  assert (0 < R0 * S0) by (apply Rmult_lt_0_compat; assumption). assert (0 < x * y) by (apply Rmult_lt_0_compat; assumption).
  apply Rmult_le_reg_r with (R0 * S0 * (x * y)); [apply Rmult_lt_0_compat; assumption|].
  replace (Rabs (a1 * b2 - a2 * b1) * / (x * y) * (R0 * S0 * (x * y))) with (Rabs (a1 * b2 - a2 * b1) * (R0 * S0)) by (field; split; apply Rgt_not_eq; assumption).
  replace (/ (R0 * S0) * (R0 * S0 * (x * y))) with (x * y) by (field; split; apply Rgt_not_eq; assumption). exact Cr.
Qed.
Close Scope R_scope.

(** * Along one direction: the quotients of images of the cone have one limit *)

Section Line.
Variable N : nat -> matrix.
Hypothesis Keep : forall h, keeps (N h).
Hypothesis Invertible : forall h, det (N h) <> 0.
Definition A (n : nat) : matrix := product N n.
Definition low (n : nat) : Z * Z := snd (A n).
Definition settled (n : nat) : Prop := 0 < fst (low n) /\ 0 < snd (low n).
Definition width (n : nat) : R := (Rabs (IZR (det (A n))) / (IZR (fst (low n)) * IZR (snd (low n))))%R.

Lemma A_add m n : A (m + n) = mm (A m) (product (fun i => N (m + i)%nat) n).
Proof. apply product_add. Qed.
Lemma settled_next n : settled n -> settled (S n).
Proof.
  unfold settled, low, A. cbn [product]. pose proof (Keep n) as K. pose proof (Invertible n) as D.
  destruct (product N n) as [[p q] [r s]], (N n) as [[a b] [c d]]. unfold keeps, det in K, D.
  unfold mm, vm; cbn [fst snd] in *. intros [Hr Hs]. destruct K as ((Pa & Pb & Pc & Pd) & P1 & P2).
  assert (0 <= r * a) by (apply Z.mul_nonneg_nonneg; lia). assert (0 <= s * c) by (apply Z.mul_nonneg_nonneg; lia).
  assert (0 <= r * b) by (apply Z.mul_nonneg_nonneg; lia). assert (0 <= s * d) by (apply Z.mul_nonneg_nonneg; lia).
  split.
  - assert (r * a + s * c <> 0); [|lia]. intro E. assert (E1 : r * a = 0) by lia. assert (E2 : s * c = 0) by lia.
    apply Z.mul_eq_0 in E1. apply Z.mul_eq_0 in E2. assert (a = 0) by lia. assert (c = 0) by lia. subst. lia.
  - assert (r * b + s * d <> 0); [|lia]. intro E. assert (E1 : r * b = 0) by lia. assert (E2 : s * d = 0) by lia.
    apply Z.mul_eq_0 in E1. apply Z.mul_eq_0 in E2. assert (b = 0) by lia. assert (d = 0) by lia. subst. lia.
Qed.
Lemma settled_later m n : (m <= n)%nat -> settled m -> settled n.
Proof. intros H Hm; induction H; [exact Hm | apply settled_next; assumption]. Qed.

(* from one matrix to a product with another: the width is multiplied by at most t *)
Lemma width_by (m n : nat) (B : matrix) (t : R) : settled m -> settled n -> A n = mm (A m) B ->
  (let '((a, b), (c, d)) := B in let '(r, s) := low m in
   Rabs (IZR (a * d - b * c)) * (IZR r * IZR s) <= t * (IZR (r * a + s * c) * IZR (r * b + s * d)))%R ->
  (width n <= t * width m)%R.
Proof.
  unfold settled, width, low. intros [R1 S1] [R2 S2] E H. rewrite E in *. rewrite det_mm, mult_IZR, Rabs_mult.
  clear E. destruct (A m) as [[p q] [r s]], B as [[a b] [c d]].
  unfold mm, vm in *; cbn [fst snd] in *. fold (det ((a, b), (c, d))) in H. change (a * d - b * c) with (det ((a, b), (c, d))) in H.
  set (D := Rabs (IZR (det (p, q, (r, s))))). set (D2 := Rabs (IZR (det (a, b, (c, d))))) in *.
  apply (IZR_lt 0) in R1, S1, R2, S2. assert (PD : (0 <= D)%R) by apply Rabs_pos.
  set (x := IZR (r * a + s * c)) in *. set (y := IZR (r * b + s * d)) in *. set (r' := IZR r) in *. set (s' := IZR s) in *.
  assert (P1 : (0 < x * y)%R) by (apply Rmult_lt_0_compat; assumption). assert (P2 : (0 < r' * s')%R) by (apply Rmult_lt_0_compat; assumption).
  apply Rmult_le_reg_r with (x * y * (r' * s'))%R; [apply Rmult_lt_0_compat; assumption|].
  replace (D * D2 / (x * y) * (x * y * (r' * s')))%R with (D * (D2 * (r' * s')))%R by (field; split; apply Rgt_not_eq; assumption).
  replace (t * (D / (r' * s')) * (x * y * (r' * s')))%R with (D * (t * (x * y)))%R by (field; split; apply Rgt_not_eq; assumption).
  apply Rmult_le_compat_l; assumption.
Qed.
Lemma width_next n : settled n -> (width (S n) <= width n)%R.
Proof.
  intro H. rewrite <- (Rmult_1_l (width n)). apply (width_by n (S n) (N n)); [exact H | apply settled_next; exact H | reflexivity|].
  destruct H as [Hr Hs]. pose proof (Keep n) as K. unfold keeps in K. destruct (N n) as [[a b] [c d]], (low n) as [r s]. cbn [fst snd] in *.
  destruct K as ((Pa & Pb & Pc & Pd) & _). rewrite Rmult_1_l, <- abs_IZR, <- !mult_IZR. apply IZR_le.
  assert (0 <= r * r * (a * b)) by (repeat apply Z.mul_nonneg_nonneg; lia).
  assert (0 <= s * s * (c * d)) by (repeat apply Z.mul_nonneg_nonneg; lia).
  assert (P : 0 <= r * s) by (apply Z.mul_nonneg_nonneg; lia).
  assert (0 <= a * d) by (apply Z.mul_nonneg_nonneg; lia). assert (0 <= b * c) by (apply Z.mul_nonneg_nonneg; lia).
  apply Z.le_trans with ((a * d + b * c) * (r * s)); [apply Z.mul_le_mono_nonneg_r; lia | lia].
Qed.
Lemma width_nonneg n : settled n -> (0 <= width n)%R.
Proof.
  intros [Hr Hs]. apply (IZR_lt 0) in Hr, Hs. unfold width. apply Rmult_le_pos; [apply Rabs_pos|].
  apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; assumption.
Qed.
Lemma width_later m n : (m <= n)%nat -> settled m -> (width n <= width m)%R.
Proof.
  intros H Hm; induction H as [|n H IH]; [apply Rle_refl|]. eapply Rle_trans; [apply width_next, (settled_later m); assumption | exact IH].
Qed.

Variables p K h0 : nat.  (* blocks of p matrices contract by 1 - 1/(K (h + 1)) *)
Hypothesis P1 : (1 <= p)%nat.
Hypothesis K1 : (2 <= K)%nat.
Hypothesis Block : forall h, (h0 <= h)%nat ->
  let '((a, b), (c, d)) := product (fun i => N (p * h + i)%nat) p in let k := Z.of_nat K * (Z.of_nat h + 1) in
  (0 < a /\ 0 < b /\ 0 < c /\ 0 < d) /\ a * d <= k * k * (b * c) /\ b * c <= k * k * (a * d).
Definition sure : nat := (p * S h0)%nat.

Lemma settled_sure : settled sure.
Proof.
  unfold settled, low, sure. replace (p * S h0)%nat with (p * h0 + p)%nat by lia. rewrite A_add.
  pose proof (Block h0 (le_n _)) as B. destruct (product (fun i => N (p * h0 + i)%nat) p) as [[a b] [c d]].
  destruct B as ((Pa & Pb & Pc & Pd) & _).
  assert (C : inner (mv (A (p * h0)) (1, 1))) by (apply keeps_product; [exact Keep | split; cbn; lia]).
  assert (Q : 0 <= fst (low (p * h0)) /\ 0 <= snd (low (p * h0))).
  { unfold low, A. clear C. induction (p * h0)%nat as [|n IH]; [cbn; lia|]. cbn [product]. pose proof (Keep n) as Kn.
    destruct (product N n) as [[? ?] [r s]], (N n) as [[a' b'] [c' d']]. unfold keeps in Kn. unfold mm, vm; cbn [fst snd] in *.
    destruct IH, Kn as ((? & ? & ? & ?) & _). split; apply Z.add_nonneg_nonneg; apply Z.mul_nonneg_nonneg; assumption. }
  unfold low in Q. destruct (A (p * h0)) as [[? ?] [r s]]. unfold mm, vm; cbn [fst snd] in *. destruct C as [_ C]. unfold mv in C; cbn [fst snd] in C.
  destruct Q as [Q1 Q2]. assert (0 <= r * a) by (apply Z.mul_nonneg_nonneg; lia). assert (0 <= s * c) by (apply Z.mul_nonneg_nonneg; lia).
  assert (0 <= r * b) by (apply Z.mul_nonneg_nonneg; lia). assert (0 <= s * d) by (apply Z.mul_nonneg_nonneg; lia).
  destruct (Z.eq_dec r 0) as [->|Hr].
  - assert (0 < s * c) by (apply Z.mul_pos_pos; lia). assert (0 < s * d) by (apply Z.mul_pos_pos; lia). split; lia.
  - assert (0 < r * a) by (apply Z.mul_pos_pos; lia). assert (0 < r * b) by (apply Z.mul_pos_pos; lia). split; lia.
Qed.
Lemma settled_all n : (sure <= n)%nat -> settled n.
Proof. intro H. apply (settled_later sure); [exact H | exact settled_sure]. Qed.

Lemma width_vanishes : Un_cv width 0.
Proof.
  assert (B : Un_cv (fun h => width (p * h)%nat) 0).
  { apply (vanishing _ K (S h0) 1); [lia | lra|]. intros h Hh.
    assert (S0 : settled (p * h)) by (apply settled_all; unfold sure; apply Nat.mul_le_mono_l; exact Hh).
    assert (S1 : settled (p * S h)) by (apply settled_all; unfold sure; apply Nat.mul_le_mono_l; lia).
    split; [apply width_nonneg; exact S0|].
    pose proof (Block h ltac:(lia)) as Bl. set (M := product (fun i => N (p * h + i)%nat) p) in *.
    set (k := Z.of_nat K * (Z.of_nat h + 1)).
    assert (Ek : (INR K * (INR h + 1))%R = IZR k) by (unfold k; rewrite mult_IZR, plus_IZR, <- !INR_IZR_INZ; reflexivity).
    assert (Pk : (2 <= k)%Z) by (unfold k; nia). rewrite Ek. assert (Pk' : (2 <= IZR k)%R) by (apply (IZR_le 2); exact Pk).
    assert (W : (width (p * S h) <= (IZR k - 1) / IZR k * width (p * h))%R).
    { apply (width_by _ _ M); [exact S0 | exact S1 | replace (p * S h)%nat with (p * h + p)%nat by lia; apply A_add|].
      destruct S0 as [Hr Hs]. destruct M as [[a b] [c d]], (low (p * h)) as [r s]. cbn [fst snd] in *.
      destruct Bl as ((Pa & Pb & Pc & Pd) & B1 & B2). fold k in B1, B2.
      pose proof (contraction r s a b c d k Hr Hs Pa Pb Pc Pd Pk B1 B2) as C. apply IZR_le in C.
      rewrite !mult_IZR, abs_IZR, (minus_IZR k 1) in C.
      apply Rmult_le_reg_l with (IZR k); [lra|].
      replace (IZR k * ((IZR k - 1) / IZR k * (IZR (r * a + s * c) * IZR (r * b + s * d))))%R
        with ((IZR k - 1) * (IZR (r * a + s * c) * IZR (r * b + s * d)))%R by (field; lra).
      rewrite <- Rmult_assoc. exact C. }
    apply (Rmult_le_compat_l (IZR k)) in W; [|lra].
    replace (IZR k * ((IZR k - 1) / IZR k * width (p * h)))%R with ((IZR k - 1) * width (p * h))%R in W by (field; lra). exact W. }
  intros e He. destruct (B e He) as [H HB]. exists (max sure (p * max H (S h0))). intros n Hn. specialize (HB (max H (S h0)) ltac:(lia)).
  unfold R_dist in *. rewrite Rminus_0_r in *.
  assert (S0 : settled (p * max H (S h0))) by (apply settled_all; unfold sure; apply Nat.mul_le_mono_l; lia).
  rewrite Rabs_pos_eq in HB by (apply width_nonneg; exact S0).
  rewrite Rabs_pos_eq by (apply width_nonneg, settled_all; lia).
  eapply Rle_lt_trans; [apply (width_later (p * max H (S h0))); [lia | exact S0] | exact HB].
Qed.

(* images of the cone: a quotient for each n and each vector *)
Definition seen (n : nat) (v : Z * Z) : R := quotient (mv (A n) v).
Lemma seen_near n v w : settled n -> in_cone v -> in_cone w -> 0 < snd (mv (A n) v) /\ (Rabs (seen n v - seen n w) <= width n)%R.
Proof.
  intros [Hr Hs] Hv Hw. pose proof (near (A n) v w) as T. unfold seen, width, low in *. destruct (A n) as [[? ?] [r s]]. cbn [fst snd] in *.
  apply T; assumption.
Qed.
Lemma seen_later m n v : (m <= n)%nat -> exists w, (in_cone v -> in_cone w) /\ mv (A n) v = mv (A m) w.
Proof.
  intro H. exists (mv (product (fun i => N (m + i)%nat) (n - m)) v). split.
  - apply product_cone; intro; auto.
  - rewrite <- mv_mm, <- A_add. do 2 f_equal. clear - H. lia.
Qed.
Lemma seen_tends : exists l, forall v : nat -> Z * Z, (forall n, (sure <= n)%nat -> in_cone (v n)) -> Un_cv (fun n => seen n (v n)) l.
Proof.
  assert (One : in_cone (1, 1)%Z) by (unfold in_cone; cbn; lia).
  assert (Ca : Cauchy_crit (fun n => seen n (1, 1)%Z)).
  { intros e He. destruct (width_vanishes (e / 2)%R ltac:(lra)) as [M HM]. exists (max sure M).
    assert (Far : forall n, (n >= max sure M)%nat -> (Rabs (seen n (1, 1)%Z - seen (max sure M) (1, 1)%Z) < e / 2)%R).
    { intros n Hn. destruct (seen_later (max sure M) n (1, 1)%Z ltac:(lia)) as (w & Cw & Ew). unfold seen at 1. rewrite Ew.
      fold (seen (max sure M) w). specialize (HM (max sure M) ltac:(lia)). unfold R_dist in HM. rewrite Rminus_0_r in HM.
      eapply Rle_lt_trans; [apply seen_near; [apply settled_all; lia | apply Cw; exact One | exact One]|].
      eapply Rle_lt_trans; [apply Rle_abs | exact HM]. }
    intros n m Hn Hm. unfold R_dist. pose proof (Far n Hn) as F1. pose proof (Far m Hm) as F2. rewrite Rabs_minus_sym in F2.
    replace (seen n (1, 1)%Z - seen m (1, 1)%Z)%R with ((seen n (1, 1)%Z - seen (max sure M) (1, 1)%Z) + (seen (max sure M) (1, 1)%Z - seen m (1, 1)%Z))%R by ring.
    eapply Rle_lt_trans; [apply Rabs_triang | lra]. }
  destruct (R_complete _ Ca) as [l Hl]. exists l. intros v Hv e He.
  destruct (Hl (e / 2)%R ltac:(lra)) as [M1 H1]. destruct (width_vanishes (e / 2)%R ltac:(lra)) as [M2 H2].
  exists (max sure (max M1 M2)). intros n Hn. specialize (H1 n ltac:(lia)). specialize (H2 n ltac:(lia)). unfold R_dist in *.
  rewrite Rminus_0_r in H2. pose proof (Rle_abs (width n)).
  destruct (seen_near n (v n) (1, 1)%Z ltac:(apply settled_all; lia) ltac:(apply Hv; lia) One) as [_ Q].
  replace (seen n (v n) - l)%R with ((seen n (v n) - seen n (1, 1)%Z) + (seen n (1, 1)%Z - l))%R by ring.
  eapply Rle_lt_trans; [apply Rabs_triang | lra].
Qed.
End Line.

(** * A fraction that goes along a direction *)

Record direction := Direction {
  along_u : pmatrix; along_top : poly; along_bottom : poly;   (* bottom(n) M(n) U(n+1) = top(n) U(n) N(n-1) *)
  skips : nat;                                    (* U(n) is invertible for n > skips *)
  values_seen : nat;                              (* values looked at to see that nothing vanishes *)
  one_ahead : bool; column_sign : Z;              (* which column of the inverse of U is in the cone, up to this sign *)
  block : nat; narrowing : nat; blocks_from : nat }.

(* the matrix at p h, p h + 1, ..., multiplied *)
Fixpoint pblock (m : pmatrix) (p i : nat) : pmatrix :=
  match i with
  | O => (([1], []), ([], [1]))
  | S j => pmm (pblock m p j) (let '((x, y), (z, w)) := m in let at_ q := comp q (Z.of_nat p) (Z.of_nat j) in ((at_ x, at_ y), (at_ z, at_ w)))
  end.
Lemma pblock_ok m p i h : evm (pblock m p i) (Z.of_nat h) = product (fun t => evm m (Z.of_nat (p * h + t))) i.
Proof.
  induction i as [|i IH]; [unfold pblock, product, evm, idm; cbn [ev]; rewrite !Z.mul_0_r; reflexivity|].
  cbn [pblock product]. rewrite evm_pmm, IH. f_equal. destruct m as [[x y] [z w]]. unfold evm. rewrite !ev_comp.
  replace (Z.of_nat p * Z.of_nat h + Z.of_nat i) with (Z.of_nat (p * h + i)) by lia. reflexivity.
Qed.

Definition back (m : pmatrix) : pmatrix :=
  let '((p, q), (r, s)) := m in ((comp p 1 (-1), comp q 1 (-1)), (comp r 1 (-1), comp s 1 (-1))).
Lemma back_ok m x : evm (back m) x = evm m (x - 1).
Proof. destruct m as [[? ?] [? ?]]; unfold back, evm; rewrite !ev_comp, !Z.mul_1_l. reflexivity. Qed.

(* the column of adj U(n) *)
Definition column (m : pmatrix) (one : bool) : poly * poly :=
  let '((x, y), (z, w)) := m in if one then (w, scale (-1) z) else (scale (-1) y, x).
Definition start_matrix (a b : poly) (N : pmatrix) (d : direction) : matrix :=
  mm (mm (second a b (skips d)) (evm (along_u d) (Z.of_nat (skips d) + 1)))
     (adj (product (fun h => evm N (Z.of_nat h)) (skips d))).

Definition direction_check (a b : poly) (N : pmatrix) (d : direction) : bool :=
  let s := Z.of_nat (skips d) in
  msame (pscale (along_bottom d) (pmm (stride a b 1 (-1) 1) (ahead (along_u d)))) (pscale (along_top d) (pmm (along_u d) (back N)))
  && never_zero (along_top d) (s + 1) (values_seen d) && never_zero (along_bottom d) (s + 1) (values_seen d)
  && never_zero (pdet (along_u d)) (s + 1) (values_seen d) && never_zero (pdet N) 0 (values_seen d)
  && (let '(x, y) := column (along_u d) (one_ahead d) in
      nonneg (scale (column_sign d) x) (s + 1) && nonneg (scale (column_sign d) y) (s + 1))
  && ((column_sign d =? 1) || (column_sign d =? -1))
  && (1 <=? block d)%nat && (2 <=? narrowing d)%nat
  && (let '((x, y), (z, w)) := pblock N (block d) (block d) in let h := Z.of_nat (blocks_from d) in
      let k := mul [Z.of_nat (narrowing d)] [1; 1] in
      pos x h && pos y h && pos z h && pos w h
      && nonneg (sub (mul (mul k k) (mul y z)) (mul x w)) h && nonneg (sub (mul (mul k k) (mul x w)) (mul y z)) h).

Section Strand.
Variables a b : poly.
Variable N : pmatrix.
Variable d : direction.
Hypothesis H : direction_check a b N d = true.
Hypothesis Keep : forall h, keeps (evm N (Z.of_nat h)).
Local Notation Nz := (fun h => evm N (Z.of_nat h)).
Local Notation s := (skips d).
Local Notation U := (along_u d).
Local Notation T := (start_matrix a b N d).

Lemma strand_parts :
  msame (pscale (along_bottom d) (pmm (stride a b 1 (-1) 1) (ahead U))) (pscale (along_top d) (pmm U (back N))) = true /\
  (forall n, Z.of_nat s < n -> ev (along_top d) n <> 0 /\ ev (along_bottom d) n <> 0 /\ det (evm U n) <> 0) /\
  (forall h, det (Nz h) <> 0) /\
  (forall n, Z.of_nat s < n -> 0 <= column_sign d * ev (fst (column U (one_ahead d))) n /\ 0 <= column_sign d * ev (snd (column U (one_ahead d))) n) /\
  (column_sign d = 1 \/ column_sign d = -1) /\ (1 <= block d)%nat /\ (2 <= narrowing d)%nat /\
  (forall h, (blocks_from d <= h)%nat ->
    let '((x, y), (z, w)) := product (fun i => Nz (block d * h + i)%nat) (block d) in let k := Z.of_nat (narrowing d) * (Z.of_nat h + 1) in
    (0 < x /\ 0 < y /\ 0 < z /\ 0 < w) /\ x * w <= k * k * (y * z) /\ y * z <= k * k * (x * w)).
Proof.
  pose proof H as G. unfold direction_check in G. cbv beta zeta in G.
  apply andb_prop in G as [G G10]. apply andb_prop in G as [G G9]. apply andb_prop in G as [G G8]. apply andb_prop in G as [G G7].
  apply andb_prop in G as [G G6]. apply andb_prop in G as [G G5]. apply andb_prop in G as [G G4]. apply andb_prop in G as [G G3].
  apply andb_prop in G as [G1 G2]. apply Nat.leb_le in G8, G9.
  split; [exact G1|]. split.
  { intros n Hn. rewrite <- pdet_ok. repeat split; eapply never_zero_ok; try eassumption; lia. }
  split. { intro h. rewrite <- pdet_ok. apply (never_zero_ok _ _ _ _ G5). lia. }
  split.
  { intros n Hn. destruct (column U (one_ahead d)) as [x y]. apply andb_prop in G6 as [E1 E2]. cbn [fst snd]. rewrite <- !ev_scale.
    split; eapply nonneg_ok; try eassumption; lia. }
  split. { apply orb_prop in G7 as [E|E]; apply Z.eqb_eq in E; auto. }
  split; [exact G8|]. split; [exact G9|]. intros h Hh. rewrite <- pblock_ok.
  destruct (pblock N (block d) (block d)) as [[x y] [z w]]. unfold evm.
  do 5 (apply andb_prop in G10 as [G10 ?]).
  assert (Hz : Z.of_nat (blocks_from d) <= Z.of_nat h) by lia. cbv zeta.
  repeat split; try (eapply pos_ok; eassumption).
  - match goal with E : nonneg (sub _ (mul x w)) _ = true |- _ => pose proof (nonneg_ok _ _ _ E Hz) as Q end.
    rewrite ev_sub, !ev_mul in Q. cbn [ev] in Q. lia.
  - match goal with E : nonneg (sub _ (mul y z)) _ = true |- _ => pose proof (nonneg_ok _ _ _ E Hz) as Q end.
    rewrite ev_sub, !ev_mul in Q. cbn [ev] in Q. lia.
Qed.

(* the row of the fraction at s + i, times U(s+i+1), is one of the field, up to factors that are not 0 *)
Lemma strand_row i : exists al be, al <> 0 /\ be <> 0 /\ forall v,
  times al (vm (row (ev a) (ev b) v (s + i)) (evm U (Z.of_nat (s + i) + 1))) =
  times be (vm (vm (row (ev a) (ev b) v s) (evm U (Z.of_nat s + 1))) (product (fun t => Nz (s + t)%nat) i)).
Proof.
  destruct strand_parts as (C & NZ & _). induction i as [|i (al & be & Ha & Hb & IH)].
  - exists 1, 1. rewrite Nat.add_0_r. split; [discriminate|]. split; [discriminate|]. cbn [product]. unfold times, vm, idm.
    intro v. destruct (evm U (Z.of_nat s + 1)) as [[? ?] [? ?]]. cbn [fst snd]. f_equal; ring.
  - set (n := Z.of_nat (s + i) + 1) in *. destruct (NZ n ltac:(unfold n; lia)) as (Nt & Nb & _).
    exists (al * ev (along_bottom d) n), (be * ev (along_top d) n).
    split; [apply Z.neq_mul_0; auto|]. split; [apply Z.neq_mul_0; auto|].
    intro v. specialize (IH v). rewrite Nat.add_succ_r. cbn [row product]. replace (Z.of_nat (S (s + i))) with n by (unfold n; lia).
    pose proof (msame_ok _ _ n C) as E. set (r := row (ev a) (ev b) v (s + i)) in *.
    assert (St : step (ev a n) (ev b n) r = vm r (evm (stride a b 1 (-1) 1) n)).
    { rewrite <- stride_ok. change (step (ev a n) (ev b n) r = step (ev a (1 * n + -1 + Z.of_nat 1)) (ev b (1 * n + -1 + Z.of_nat 1)) r).
      replace (1 * n + -1 + Z.of_nat 1) with n by lia. reflexivity. }
    rewrite St, <- times_times. rewrite <- ahead_ok, <- vm_mm, <- evm_pmm, <- pscale_ok, E, pscale_ok, evm_pmm, vm_mm, back_ok.
    replace (n - 1) with (Z.of_nat (s + i)) by (unfold n; lia).
    rewrite times_times, (Z.mul_comm al), <- times_times, <- vm_times, IH, vm_times, times_times, vm_mm.
    f_equal. ring.
Qed.

Definition vector (n : nat) : Z * Z :=
  let '(x, y) := column U (one_ahead d) in times (column_sign d) (ev x (Z.of_nat n + 1), ev y (Z.of_nat n + 1)).
Definition shift : nat := if one_ahead d then 1 else 0.

Lemma vector_in_cone n : (s <= n)%nat -> in_cone (vector n).
Proof.
  intro Hn. destruct strand_parts as (_ & NZ & _ & Co & Sg & _). destruct (Co (Z.of_nat n + 1) ltac:(lia)) as [C1 C2].
  destruct (NZ (Z.of_nat n + 1) ltac:(lia)) as (_ & _ & D). unfold vector, column in *. unfold det, evm in D. destruct U as [[x y] [z w]].
  destruct (one_ahead d); unfold in_cone, times; cbn [fst snd] in *; rewrite ?ev_scale in *;
    (split; [exact C1|]; split; [exact C2|]);
    match goal with |- 0 < ?A + ?B => assert (A + B <> 0); [|lia]; intro E0; assert (E1 : A = 0) by lia; assert (E2 : B = 0) by lia end;
    destruct Sg as [Sg|Sg]; rewrite Sg in E1, E2; apply D; [replace (ev w (Z.of_nat n + 1)) with 0 by lia; replace (ev z (Z.of_nat n + 1)) with 0 by lia
      | replace (ev w (Z.of_nat n + 1)) with 0 by lia; replace (ev z (Z.of_nat n + 1)) with 0 by lia
      | replace (ev x (Z.of_nat n + 1)) with 0 by lia; replace (ev y (Z.of_nat n + 1)) with 0 by lia
      | replace (ev x (Z.of_nat n + 1)) with 0 by lia; replace (ev y (Z.of_nat n + 1)) with 0 by lia]; ring.
Qed.

Definition dot (r v : Z * Z) : Z := fst r * fst v + snd r * snd v.
Lemma dot_mv r m v : dot r (mv m v) = dot (vm r m) v.
Proof. destruct m as [[? ?] [? ?]]. unfold dot, mv, vm; cbn [fst snd]. ring. Qed.
Lemma dot_times k r v : dot (times k r) v = k * dot r v.
Proof. unfold dot, times; cbn [fst snd]. ring. Qed.

(* a convergent is the image, by the rows of T, of a vector in the image of the cone *)
Lemma strand n : (s <= n)%nat -> let X := mv (A Nz (n + shift)) (vector (n + shift)) in
  exists al be, al <> 0 /\ be <> 0 /\ al * numer (ev a) (ev b) n = be * dot (fst T) X /\ al * denom (ev a) (ev b) n = be * dot (snd T) X.
Proof.
  intros Hn X. destruct strand_parts as (_ & NZ & ND & _ & Sg & _). 
  assert (En : (n + shift = s + (n + shift - s))%nat) by lia. set (i := (n + shift - s)%nat) in *.
  assert (EA : A Nz (n + shift) = mm (A Nz s) (product (fun t => Nz (s + t)%nat) i)) by (rewrite En; apply A_add).
  set (m := Z.of_nat (n + shift) + 1). destruct (NZ m ltac:(unfold m; lia)) as (_ & _ & Dm).
  assert (Dp : det (A Nz s) <> 0) by (apply product_det; exact ND).
  (* the entry of the row r that is looked at, by the column of adj U *)
  assert (Pick : forall r, dot (vm r (evm U m)) (vector (n + shift)) = column_sign d * det (evm U m) * (if one_ahead d then fst r else snd r)).
  { intro r. unfold vector, column, det, evm. fold m. destruct U as [[x y] [z w]].
    destruct (one_ahead d); unfold dot, vm, times; cbn [fst snd]; rewrite ?ev_scale; ring. }
  assert (Entry : forall v, (if one_ahead d then fst (row (ev a) (ev b) v (n + shift)) else snd (row (ev a) (ev b) v (n + shift))) = snd (row (ev a) (ev b) v n)).
  { intro v. unfold shift. destruct (one_ahead d); [rewrite Nat.add_1_r; reflexivity | rewrite Nat.add_0_r; reflexivity]. }
  assert (Each : forall v al be, times al (vm (row (ev a) (ev b) v (s + i)) (evm U (Z.of_nat (s + i) + 1))) =
      times be (vm (vm (row (ev a) (ev b) v s) (evm U (Z.of_nat s + 1))) (product (fun t => Nz (s + t)%nat) i)) ->
      al * det (A Nz s) * column_sign d * det (evm U m) * snd (row (ev a) (ev b) v n) =
      be * dot (vm (vm (row (ev a) (ev b) v s) (evm U (Z.of_nat s + 1))) (adj (A Nz s))) X).
  { intros v al be E. apply (f_equal (fun r => dot r (vector (n + shift)))) in E. rewrite !dot_times in E.
    rewrite <- En in E. fold m in E. rewrite Pick, Entry in E. unfold X. rewrite EA, dot_mv, vm_mm, adj_vm.
    rewrite vm_times, dot_times.
    transitivity (det (A Nz s) * (al * (column_sign d * det (evm U m) * snd (row (ev a) (ev b) v n)))); [ring|]. rewrite E. ring. }
  destruct (strand_row i) as (al & be & Ha & Hb & E).
  exists (al * det (A Nz s) * column_sign d * det (evm U m)), be.
  assert (Hs : column_sign d <> 0) by (destruct Sg as [-> | ->]; discriminate).
  assert (HA : al * det (A Nz s) * column_sign d * det (evm U m) <> 0).
  { intro E0. apply Z.mul_eq_0 in E0 as [E0|E0]; [|auto]. apply Z.mul_eq_0 in E0 as [E0|E0]; [|auto]. apply Z.mul_eq_0 in E0 as [E0|E0]; auto. }
  split; [exact HA|].
  split; [exact Hb|]. unfold numer, denom, numerators, denominators.
  split; [rewrite (Each _ _ _ (E (1, ev a 0))) | rewrite (Each _ _ _ (E (0, 1)))]; f_equal; f_equal; unfold start_matrix, second, mm; cbn [fst snd]; reflexivity.
Qed.
End Strand.

(** * Two directions of a field *)

(* polynomials in i and j: the coefficients of i^0, i^1, ..., polynomials in j *)
Definition poly2 := list poly.
Definition ev2 (p : poly2) (i j : Z) : Z := ev (map (fun q => ev q j) p) i.
Fixpoint add2 (p q : poly2) : poly2 :=
  match p, q with [], _ => q | _, [] => p | c :: p', d :: q' => add c d :: add2 p' q' end.
Fixpoint mul2 (p q : poly2) : poly2 := match p with [] => [] | c :: p' => add2 (map (mul c) q) ([] :: mul2 p' q) end.
Lemma ev2_add p q i j : ev2 (add2 p q) i j = ev2 p i j + ev2 q i j.
Proof. revert q; induction p as [|c p IH]; intros [|d q]; unfold ev2 in *; cbn [add2 map ev]; try ring. rewrite IH, ev_add; ring. Qed.
Lemma ev2_map_mul c q i j : ev2 (map (mul c) q) i j = ev c j * ev2 q i j.
Proof. unfold ev2; induction q as [|d q IH]; cbn [map ev]; [ring|]. rewrite IH, ev_mul; ring. Qed.
Lemma ev2_mul p q i j : ev2 (mul2 p q) i j = ev2 p i j * ev2 q i j.
Proof.
  induction p as [|c p IH]; cbn [mul2]; [unfold ev2; cbn; ring|]. rewrite ev2_add, ev2_map_mul.
  change (ev2 ([] :: mul2 p q) i j) with (0 + i * ev2 (mul2 p q) i j). rewrite IH. unfold ev2; cbn [map ev]. ring.
Qed.
Definition next_j (p : poly2) : poly2 := map (fun q => comp q 1 1) p.
Lemma next_j_ok p i j : ev2 (next_j p) i j = ev2 p i (j + 1).
Proof. unfold ev2, next_j; induction p as [|c p IH]; cbn [map ev]; [reflexivity|]. rewrite IH, ev_comp, Z.mul_1_l. reflexivity. Qed.
Fixpoint next_i (p : poly2) : poly2 := match p with [] => [] | c :: q => add2 [c] (mul2 [[1]; [1]] (next_i q)) end.
Lemma next_i_ok p i j : ev2 (next_i p) i j = ev2 p (i + 1) j.
Proof.
  induction p as [|c p IH]; cbn [next_i]; [reflexivity|]. rewrite ev2_add, ev2_mul, IH. unfold ev2; cbn [map ev]. ring.
Qed.
Fixpoint raised (p : poly2) (k : nat) : poly2 := match k with O => p | S l => mul2 [[1; 1]; [1]] (raised p l) end.
Lemma raised_ok p k i j : ev2 (raised p k) i j = (1 + i + j) ^ Z.of_nat k * ev2 p i j.
Proof.
  induction k as [|k IH]; [cbn [raised]; change (Z.of_nat 0) with 0; rewrite Z.pow_0_r; ring|].
  cbn [raised]. rewrite ev2_mul, IH, Nat2Z.inj_succ, Z.pow_succ_r by lia. unfold ev2 at 1; cbn [map ev]. ring.
Qed.
(* signs at all i, j >= 0, seen from the coefficients after a multiplication by a power of 1 + i + j (Polya) *)
Definition nonneg2 (p : poly2) (k : nat) : bool := forallb (forallb (Z.leb 0)) (raised p k).
Definition pos2 (p : poly2) (k : nat) : bool :=
  nonneg2 p k && match raised p k with (c :: _) :: _ => 0 <? c | _ => false end.
Lemma coefficients_nonneg2 p i j : forallb (forallb (Z.leb 0)) p = true -> 0 <= i -> 0 <= j -> 0 <= ev2 p i j.
Proof.
  intros H Hi Hj. unfold ev2. induction p as [|c p IH]; cbn [map ev]; [lia|]. cbn [forallb] in H. apply andb_prop in H as [H1 H2].
  specialize (IH H2). pose proof (coefficients_nonneg c j H1 Hj). assert (0 <= i * ev (map (fun q => ev q j) p) i) by (apply Z.mul_nonneg_nonneg; assumption). lia.
Qed.
Lemma nonneg2_ok p k i j : nonneg2 p k = true -> 0 <= i -> 0 <= j -> 0 <= ev2 p i j.
Proof.
  intros H Hi Hj. pose proof (coefficients_nonneg2 _ i j H Hi Hj) as E. rewrite raised_ok in E.
  assert (0 < (1 + i + j) ^ Z.of_nat k) by (apply Z.pow_pos_nonneg; lia). nia.
Qed.
Lemma pos2_ok p k i j : pos2 p k = true -> 0 <= i -> 0 <= j -> 0 < ev2 p i j.
Proof.
  unfold pos2, nonneg2; intros H Hi Hj. apply andb_prop in H as [H H0].
  assert (E : 0 < ev2 (raised p k) i j).
  { destruct (raised p k) as [|[|c q] r]; try discriminate. apply Z.ltb_lt in H0. cbn [forallb] in H. apply andb_prop in H as [H1 H2].
    apply andb_prop in H1 as [_ H1]. pose proof (coefficients_nonneg q j H1 Hj).
    pose proof (coefficients_nonneg2 r i j H2 Hi Hj) as E. unfold ev2 in *. cbn [map ev].
    assert (0 <= j * ev q j) by (apply Z.mul_nonneg_nonneg; assumption).
    assert (0 <= i * ev (map (fun q => ev q j) r) i) by (apply Z.mul_nonneg_nonneg; assumption). lia. }
  rewrite raised_ok in E. assert (0 < (1 + i + j) ^ Z.of_nat k) by (apply Z.pow_pos_nonneg; lia). nia.
Qed.

Definition surface := (poly2 * poly2 * (poly2 * poly2))%type.
Definition evs (m : surface) (i j : Z) : matrix := let '((x, y), (z, w)) := m in ((ev2 x i j, ev2 y i j), (ev2 z i j, ev2 w i j)).
Definition keeps_check (m : surface) (k : nat) : bool :=
  let '((x, y), (z, w)) := m in
  nonneg2 x k && nonneg2 y k && nonneg2 z k && nonneg2 w k && (pos2 x k || pos2 y k) && (pos2 z k || pos2 w k).
Lemma keeps_ok m k i j : keeps_check m k = true -> 0 <= i -> 0 <= j -> keeps (evs m i j).
Proof.
  destruct m as [[x y] [z w]]. unfold keeps_check, keeps, evs. intros H Hi Hj.
  apply andb_prop in H as [H P2]. apply andb_prop in H as [H P1]. apply andb_prop in H as [H N4]. apply andb_prop in H as [H N3].
  apply andb_prop in H as [N1 N2].
  apply (nonneg2_ok _ _ i j) in N1; auto. apply (nonneg2_ok _ _ i j) in N2; auto. apply (nonneg2_ok _ _ i j) in N3; auto. apply (nonneg2_ok _ _ i j) in N4; auto.
  split; [auto|]. split.
  - apply orb_prop in P1 as [P|P]; apply (pos2_ok _ _ i j) in P; auto; lia.
  - apply orb_prop in P2 as [P|P]; apply (pos2_ok _ _ i j) in P; auto; lia.
Qed.
Definition smm (l m : surface) : surface :=
  let '((a, b), (c, d)) := l in let '((x, y), (z, w)) := m in
  ((add2 (mul2 a x) (mul2 b z), add2 (mul2 a y) (mul2 b w)), (add2 (mul2 c x) (mul2 d z), add2 (mul2 c y) (mul2 d w))).
Lemma smm_ok l m i j : evs (smm l m) i j = mm (evs l i j) (evs m i j).
Proof.
  destruct l as [[? ?] [? ?]], m as [[? ?] [? ?]]. unfold smm, evs, mm, vm; cbn [fst snd]. rewrite !ev2_add, !ev2_mul. reflexivity.
Qed.
Definition smap (f : poly2 -> poly2) (m : surface) : surface := let '((x, y), (z, w)) := m in ((f x, f y), (f z, f w)).
Definition total2 (m : surface) : poly2 := let '((x, y), (z, w)) := m in add2 (add2 x y) (add2 z w).
Definition vanishes2 (p : poly2) : bool := forallb vanishes p.
Lemma vanishes2_ok p i j : vanishes2 p = true -> ev2 p i j = 0.
Proof.
  unfold ev2; induction p as [|c p IH]; cbn [vanishes2 forallb map ev]; intro H; [reflexivity|]. apply andb_prop in H as [H1 H2].
  fold (vanishes2 p) in H2. rewrite (IH H2), (vanishes_ok c j H1). ring.
Qed.
Definition same2 (p q : poly2) : bool := vanishes2 (add2 p (map (scale (-1)) q)).
Lemma same2_ok p q i j : same2 p q = true -> ev2 p i j = ev2 q i j.
Proof.
  intro H. apply (vanishes2_ok _ i j) in H. rewrite ev2_add in H.
  assert (E : ev2 (map (scale (-1)) q) i j = - ev2 q i j).
  { clear H. unfold ev2; induction q as [|d q IH]; cbn [map ev]; [ring|]. rewrite IH, ev_scale; ring. }
  rewrite E in H. lia.
Qed.
(* F(i, j) S(i + 1, j) is a multiple of S(i, j) F(i, j + 1) *)
Definition conservative_check (f g : surface) : bool :=
  let l := smm f (smap next_i g) in let r := smm g (smap next_j f) in
  let '((a, b), (c, d)) := l in let '((x, y), (z, w)) := r in let s := total2 l in let t := total2 r in
  same2 (mul2 t a) (mul2 s x) && same2 (mul2 t b) (mul2 s y) && same2 (mul2 t c) (mul2 s z) && same2 (mul2 t d) (mul2 s w).
Lemma keeps_total m i j : keeps (evs m i j) -> 0 < ev2 (total2 m) i j.
Proof. destruct m as [[x y] [z w]]. unfold keeps, evs, total2. rewrite !ev2_add. lia. Qed.
Lemma keeps_mm l m : keeps l -> keeps m -> keeps (mm l m).
Proof.
  destruct l as [[a b] [c d]], m as [[x y] [z w]]. unfold keeps, mm, vm; cbn [fst snd].
  intros ((A1 & A2 & A3 & A4) & P1 & P2) ((B1 & B2 & B3 & B4) & Q1 & Q2).
  assert (Row : forall p q, 0 <= p -> 0 <= q -> 0 < p + q -> 0 < p * x + q * z + (p * y + q * w)).
  { intros p q Hp Hq Hpq. replace (p * x + q * z + (p * y + q * w)) with (p * (x + y) + q * (z + w)) by ring.
    destruct (Z.eq_dec p 0) as [->|Np].
    - assert (0 < q * (z + w)) by (apply Z.mul_pos_pos; lia). lia.
    - assert (0 < p * (x + y)) by (apply Z.mul_pos_pos; lia). assert (0 <= q * (z + w)) by (apply Z.mul_nonneg_nonneg; lia). lia. }
  repeat split; try (apply Z.add_nonneg_nonneg; apply Z.mul_nonneg_nonneg; assumption); apply Row; assumption.
Qed.
Lemma conservative_ok f g kf kg i j : keeps_check f kf = true -> keeps_check g kg = true -> conservative_check f g = true ->
  0 <= i -> 0 <= j -> par (mm (evs f i j) (evs g (i + 1) j)) (mm (evs g i j) (evs f i (j + 1))).
Proof.
  intros Hf Hg H Hi Hj.
  assert (Ei : forall m, evs (smap next_i m) i j = evs m (i + 1) j).
  { intros [[? ?] [? ?]]. unfold evs, smap. rewrite !next_i_ok. reflexivity. }
  assert (Ej : forall m, evs (smap next_j m) i j = evs m i (j + 1)).
  { intros [[? ?] [? ?]]. unfold evs, smap. rewrite !next_j_ok. reflexivity. }
  rewrite <- Ei, <- Ej, <- !smm_ok. unfold conservative_check in H. cbv zeta in H.
  assert (Kl : keeps (evs (smm f (smap next_i g)) i j)).
  { rewrite smm_ok, Ei. apply keeps_mm; eapply keeps_ok; try eassumption; lia. }
  assert (Kr : keeps (evs (smm g (smap next_j f)) i j)).
  { rewrite smm_ok, Ej. apply keeps_mm; eapply keeps_ok; try eassumption; lia. }
  apply keeps_total in Kl, Kr. exists (ev2 (total2 (smm g (smap next_j f))) i j), (ev2 (total2 (smm f (smap next_i g))) i j).
  split; [exact Kr|]. split; [exact Kl|].
  set (l := smm f (smap next_i g)) in *. set (r := smm g (smap next_j f)) in *. set (s := total2 l) in *. set (t := total2 r) in *.
  clearbody s t. destruct l as [[a b] [c d]], r as [[x y] [z w]].
  apply andb_prop in H as [H E4]. apply andb_prop in H as [H E3]. apply andb_prop in H as [E1 E2].
  apply (same2_ok _ _ i j) in E1, E2, E3, E4. rewrite !ev2_mul in E1, E2, E3, E4.
  unfold mscale, times, evs; cbn [fst snd]. rewrite E1, E2, E3, E4. reflexivity.
Qed.

(* the matrices along i at j = 0, and along j at i = 0 *)
Definition on_i (m : surface) : pmatrix :=
  let '((x, y), (z, w)) := m in let at_ p := map (fun q => ev q 0) p in ((at_ x, at_ y), (at_ z, at_ w)).
Definition on_j (m : surface) : pmatrix :=
  let '((x, y), (z, w)) := m in let at_ p := hd [] p in ((at_ x, at_ y), (at_ z, at_ w)).
Lemma on_i_ok m i : evm (on_i m) i = evs m i 0.
Proof. destruct m as [[? ?] [? ?]]. reflexivity. Qed.
Lemma on_j_ok m j : evm (on_j m) j = evs m 0 j.
Proof.
  assert (E : forall p, ev (hd [] p) j = ev2 p 0 j) by (intros [|c p]; unfold ev2; cbn [hd map ev]; ring).
  destruct m as [[? ?] [? ?]]. unfold on_j, evm, evs. rewrite !E. reflexivity.
Qed.

Record field := Field {
  along_first : surface; along_second : surface; polya : nat;
  row_ : direction;          (* of the second fraction, along i *)
  trajectory : direction;    (* of the first, along j *)
  finite_at : nat }.         (* where the value is seen to be finite *)

Definition field_image (a1 b1 a2 b2 : poly) (f : field) : matrix :=
  mm (start_matrix a1 b1 (on_j (along_second f)) (trajectory f)) (adj (start_matrix a2 b2 (on_i (along_first f)) (row_ f))).
Definition field_check (a1 b1 a2 b2 : poly) (f : field) : bool :=
  keeps_check (along_first f) (polya f) && keeps_check (along_second f) (polya f) && conservative_check (along_first f) (along_second f)
  && direction_check a1 b1 (on_j (along_second f)) (trajectory f) && direction_check a2 b2 (on_i (along_first f)) (row_ f)
  && negb (det (start_matrix a2 b2 (on_i (along_first f)) (row_ f)) =? 0)
  && (let m := product (fun h => evm (on_j (along_second f)) (Z.of_nat h)) (finite_at f) in
      let '(x, y) := snd (mm (start_matrix a1 b1 (on_j (along_second f)) (trajectory f)) m) in
      (0 <? fst (snd m)) && (0 <? snd (snd m)) && (0 <? x * y)).

Section Crossing.
Variables a1 b1 a2 b2 : poly.
Variable f : field.
Hypothesis H : field_check a1 b1 a2 b2 f = true.
Variable L : R.
Hypothesis HL : converges (ev a2) (ev b2) L.
Local Notation F := (evs (along_first f)).
Local Notation G := (evs (along_second f)).
Local Notation Nr := (fun h => evm (on_i (along_first f)) (Z.of_nat h)).
Local Notation Nt := (fun h => evm (on_j (along_second f)) (Z.of_nat h)).
Local Notation T := (start_matrix a1 b1 (on_j (along_second f)) (trajectory f)).
Local Notation W := (start_matrix a2 b2 (on_i (along_first f)) (row_ f)).

Lemma crossing_parts :
  (forall i j, 0 <= i -> 0 <= j -> keeps (F i j)) /\ (forall i j, 0 <= i -> 0 <= j -> keeps (G i j)) /\
  (forall i j, 0 <= i -> 0 <= j -> par (mm (F i j) (G (i + 1) j)) (mm (G i j) (F i (j + 1)))) /\
  direction_check a1 b1 (on_j (along_second f)) (trajectory f) = true /\
  direction_check a2 b2 (on_i (along_first f)) (row_ f) = true /\ det W <> 0 /\
  settled Nt (finite_at f) /\ 0 < fst (vm (snd T) (A Nt (finite_at f))) * snd (vm (snd T) (A Nt (finite_at f))).
Proof.
  pose proof H as E. unfold field_check in E. apply andb_prop in E as [E E7]. apply andb_prop in E as [E E6].
  apply andb_prop in E as [E E5]. apply andb_prop in E as [E E4]. apply andb_prop in E as [E E3]. apply andb_prop in E as [E1 E2].
  split; [intros; eapply keeps_ok; eassumption|]. split; [intros; eapply keeps_ok; eassumption|].
  split; [intros; eapply conservative_ok; eassumption|]. split; [exact E4|]. split; [exact E5|].
  split; [apply negb_true_iff, Z.eqb_neq in E6; exact E6|]. unfold settled, low.
  change (product (fun h => evm (on_j (along_second f)) (Z.of_nat h)) (finite_at f)) with (A Nt (finite_at f)) in E7. cbv zeta in E7.
  unfold mm in E7; cbn [snd] in E7. destruct (vm (snd T) (A Nt (finite_at f))) as [x y]. cbn [fst snd].
  apply andb_prop in E7 as [E7 Q3]. apply andb_prop in E7 as [Q1 Q2]. apply Z.ltb_lt in Q1, Q2, Q3. auto.
Qed.

Lemma keeps_row h : keeps (Nr h).
Proof. cbv beta. rewrite on_i_ok. apply crossing_parts; lia. Qed.
Lemma keeps_trajectory h : keeps (Nt h).
Proof. cbv beta. rewrite on_j_ok. apply crossing_parts; lia. Qed.

Lemma same_line : exists l,
  (forall v, (forall n, (sure (block (row_ f)) (blocks_from (row_ f)) <= n)%nat -> in_cone (v n)) -> Un_cv (fun n => seen Nr n (v n)) l) /\
  (forall v, (forall n, (sure (block (trajectory f)) (blocks_from (trajectory f)) <= n)%nat -> in_cone (v n)) -> Un_cv (fun n => seen Nt n (v n)) l).
Proof.
  destruct crossing_parts as (KF & KG & Sq & D1 & D2 & _).
  destruct (strand_parts _ _ _ _ D2) as (_ & _ & I2 & _ & _ & P2 & K2 & B2).
  destruct (strand_parts _ _ _ _ D1) as (_ & _ & I1 & _ & _ & P1 & K1 & B1).
  destruct (seen_tends Nr keeps_row I2 _ _ _ P2 K2 B2) as [l Hl]. destruct (seen_tends Nt keeps_trajectory I1 _ _ _ P1 K1 B1) as [l' Hl'].
  exists l. split; [exact Hl|]. replace l with l'; [exact Hl'|].
  assert (Er : forall n, A Nr n = along_i F 0 0 n).
  { intro n. apply product_ext. intro h. rewrite on_i_ok. f_equal; lia. }
  assert (Et : forall n, A Nt n = along_j G 0 0 n).
  { intro n. apply product_ext. intro h. rewrite on_j_ok. f_equal; lia. }
  assert (One : in_cone (1, 1)) by (unfold in_cone; cbn; lia).
  assert (Cone_ : forall v, inner v -> in_cone v) by (intros [? ?]; unfold inner, in_cone; cbn [fst snd]; lia).
  apply (UL_sequence (fun n => seen Nt n (1, 1))); [apply Hl'; intros; exact One|].
  pose proof (Hl (fun _ => (1, 1)) ltac:(intros; exact One)) as C.
  pose proof (width_vanishes Nr keeps_row I2 _ _ _ P2 K2 B2) as V2. pose proof (width_vanishes Nt keeps_trajectory I1 _ _ _ P1 K1 B1) as V1.
  set (m := max (sure (block (row_ f)) (blocks_from (row_ f))) (sure (block (trajectory f)) (blocks_from (trajectory f)))).
  intros e He. destruct (C (e / 3)%R ltac:(lra)) as [M0 H0]. destruct (V1 (e / 3)%R ltac:(lra)) as [M1 H1]. destruct (V2 (e / 3)%R ltac:(lra)) as [M2 H2].
  exists (max m (max M0 (max M1 M2))). intros n Hn. specialize (H0 n ltac:(lia)). specialize (H1 n ltac:(lia)). specialize (H2 n ltac:(lia)).
  unfold R_dist in *. rewrite Rminus_0_r in H1, H2. pose proof (Rle_abs (width Nr n)). pose proof (Rle_abs (width Nt n)).
  assert (S2 : settled Nr n) by (apply (settled_all Nr keeps_row I2 _ _ _ P2 K2 B2); unfold m in Hn; lia).
  assert (S1 : settled Nt n) by (apply (settled_all Nt keeps_trajectory I1 _ _ _ P1 K1 B1); unfold m in Hn; lia).
  destruct (common F G KF KG Sq n) as (w & z & Hw & Hz & E). rewrite <- Er, <- Et in E.
  destruct (seen_near Nr n w (1, 1) S2 (Cone_ _ Hw) One) as [Pw Qw]. destruct (seen_near Nt n (1, 1) z S1 One (Cone_ _ Hz)) as [_ Qz].
  destruct (seen_near Nt n z (1, 1) S1 (Cone_ _ Hz) One) as [Pz _].
  assert (Eq : seen Nt n z = seen Nr n w).
  { unfold seen, quotient. apply (f_equal IZR) in E. rewrite !mult_IZR in E. apply (IZR_lt 0) in Pw, Pz.
    set (p := IZR (snd (mv (A Nr n) w))) in *. set (q := IZR (snd (mv (A Nt n) z))) in *.
    apply Rmult_eq_reg_r with (p * q)%R; [|apply Rgt_not_eq, Rmult_lt_0_compat; assumption].
    transitivity (IZR (fst (mv (A Nt n) z)) * p)%R; [field; apply Rgt_not_eq; assumption|].
    rewrite <- E. field. apply Rgt_not_eq; assumption. }
  replace (seen Nt n (1, 1)%Z - l)%R with ((seen Nt n (1, 1)%Z - seen Nt n z) + ((seen Nr n w - seen Nr n (1, 1)%Z) + (seen Nr n (1, 1)%Z - l)))%R by (rewrite Eq; ring).
  eapply Rle_lt_trans; [apply Rabs_triang|]. eapply Rle_lt_trans; [apply Rplus_le_compat_l, Rabs_triang|]. lra.
Qed.

(* convergents of a fraction along a direction, by the quotients of the vectors *)
Lemma by_quotients a b N d (HD : direction_check a b N d = true) (HK : forall h, keeps (evm N (Z.of_nat h))) n :
  let S := start_matrix a b N d in let v := vector d (n + shift d) in let x := seen (fun h => evm N (Z.of_nat h)) (n + shift d) v in
  (skips d <= n)%nat -> settled (fun h => evm N (Z.of_nat h)) (n + shift d) ->
  exists k, k <> 0%R /\ (IZR (numer (ev a) (ev b) n) = k * (IZR (fst (fst S)) * x + IZR (snd (fst S))))%R /\
    (IZR (denom (ev a) (ev b) n) = k * (IZR (fst (snd S)) * x + IZR (snd (snd S))))%R.
Proof.
  intros S v x Hn Hs. destruct (strand a b N d HD n Hn) as (al & be & Ha & Hb & E1 & E2). fold v in E1, E2. fold S in E1, E2.
  pose proof (vector_in_cone a b N d HD (n + shift d) ltac:(lia)) as Cv. fold v in Cv.
  destruct (strand_parts a b N d HD) as (_ & _ & I & _).
  assert (Iv : in_cone (1, 1)) by (unfold in_cone; cbn; lia).
  destruct (seen_near _ (n + shift d) v (1, 1) Hs Cv Iv) as [Pos _]. apply (IZR_lt 0) in Pos.
  unfold x, seen, quotient. set (X := mv (A (fun h => evm N (Z.of_nat h)) (n + shift d)) v) in *.
  apply (f_equal IZR) in E1. apply (f_equal IZR) in E2. unfold dot in E1, E2. rewrite !mult_IZR, !plus_IZR, !mult_IZR in E1, E2.
  apply not_0_IZR in Ha, Hb. exists (IZR be * IZR (snd X) / IZR al)%R.
  split.
  { unfold Rdiv. repeat apply Rmult_integral_contrapositive_currified; auto using Rinv_neq_0_compat. apply Rgt_not_eq; exact Pos. }
  split; apply Rmult_eq_reg_l with (IZR al); auto; [rewrite E1 | rewrite E2]; field; (split; [exact Ha | apply Rgt_not_eq; exact Pos]) || (split; [apply Rgt_not_eq; exact Pos | exact Ha]).
Qed.

Open Scope R_scope.
Theorem crossed :
  let t1 := IZR (fst (fst (field_image a1 b1 a2 b2 f))) in let t2 := IZR (snd (fst (field_image a1 b1 a2 b2 f))) in
  let t3 := IZR (fst (snd (field_image a1 b1 a2 b2 f))) in let t4 := IZR (snd (snd (field_image a1 b1 a2 b2 f))) in
  t3 * L + t4 <> 0 /\ converges (ev a1) (ev b1) ((t1 * L + t2) / (t3 * L + t4)).
Proof.
  intros t1 t2 t3 t4.
  destruct crossing_parts as (KF & KG & Sq & D1 & D2 & Dw & Fin1 & Fin2). destruct same_line as (l & Hr & Ht).
  destruct (strand_parts _ _ _ _ D2) as (_ & _ & I2 & _ & _ & P2 & K2 & B2).
  destruct (strand_parts _ _ _ _ D1) as (_ & _ & I1 & _ & _ & P1 & K1 & B1).
  set (s2 := skips (row_ f)). set (s1 := skips (trajectory f)).
  set (m2 := sure (block (row_ f)) (blocks_from (row_ f))) in *. set (m1 := sure (block (trajectory f)) (blocks_from (trajectory f))) in *.
  (* both sequences of quotients tend to l *)
  assert (One : in_cone (1, 1)%Z) by (unfold in_cone; cbn; lia).
  set (safe := fun (d : direction) n => if (skips d <=? n)%nat then vector d n else (1, 1)%Z).
  assert (Tends : forall (N : nat -> matrix) d, Un_cv (fun n => seen N n (safe d n)) l ->
    Un_cv (fun n => seen N (n + shift d) (vector d (n + shift d))) l).
  { intros N d Hc e He. destruct (Hc e He) as [M HM]. exists (max M (skips d)). intros n Hn. specialize (HM (n + shift d)%nat ltac:(lia)).
    unfold safe in HM. destruct (Nat.leb_spec (skips d) (n + shift d)); [exact HM | lia]. }
  assert (Safe : forall a b N d, direction_check a b N d = true -> forall n, in_cone (safe d n)).
  { intros a b N d HD n. unfold safe. destruct (Nat.leb_spec (skips d) n); [apply (vector_in_cone a b N d HD n); assumption | exact One]. }
  assert (X2 := Tends Nr (row_ f) (Hr _ (fun n _ => Safe _ _ _ _ D2 n))).
  assert (X1 := Tends Nt (trajectory f) (Ht _ (fun n _ => Safe _ _ _ _ D1 n))).
  set (x2 := fun n => seen Nr (n + shift (row_ f)) (vector (row_ f) (n + shift (row_ f)))) in *.
  set (x1 := fun n => seen Nt (n + shift (trajectory f)) (vector (trajectory f) (n + shift (trajectory f)))) in *.
  (* the row: (w1 l + w2) = L (w3 l + w4) *)
  set (w1 := IZR (fst (fst W))). set (w2 := IZR (snd (fst W))). set (w3 := IZR (fst (snd W))). set (w4 := IZR (snd (snd W))).
  assert (Row : w1 * l + w2 = L * (w3 * l + w4)).
  { destruct HL as [[N0 HN0] HL0].
    apply (UL_sequence (fun n => w1 * x2 n + w2)).
    - apply CV_plus; [apply CV_mult; [apply cv_const | exact X2] | apply cv_const].
    - assert (Cv : Un_cv (fun n => IZR (numer (ev a2) (ev b2) n) / IZR (denom (ev a2) (ev b2) n) * (w3 * x2 n + w4)) (L * (w3 * l + w4))).
      { apply CV_mult; [exact HL0|]. apply CV_plus; [apply CV_mult; [apply cv_const | exact X2] | apply cv_const]. }
      intros e He. destruct (Cv e He) as [M HM]. exists (max M (max N0 (max s2 m2))). intros n Hn. specialize (HM n ltac:(lia)).
      destruct (by_quotients a2 b2 _ _ D2 keeps_row n ltac:(unfold s2 in Hn; lia)) as (k & Hk & E1 & E2).
      { apply (settled_all Nr keeps_row I2 _ _ _ P2 K2 B2). fold m2. lia. }
      fold (x2 n) in E1, E2. fold w1 w2 in E1. fold w3 w4 in E2. pose proof (HN0 n ltac:(lia)) as Q. apply not_0_IZR in Q.
      assert (Q2 : w3 * x2 n + w4 <> 0) by (intro E0; apply Q; rewrite E2, E0; ring).
      replace (w1 * x2 n + w2) with (IZR (numer (ev a2) (ev b2) n) / IZR (denom (ev a2) (ev b2) n) * (w3 * x2 n + w4)); [exact HM|].
      rewrite E1, E2. field. split; assumption. }
  assert (DW : w1 * w4 - w2 * w3 <> 0).
  { unfold w1, w2, w3, w4. rewrite <- !mult_IZR, <- minus_IZR. apply not_0_IZR. intro E0. apply Dw. destruct W as [[? ?] [? ?]]. exact E0. }
  set (u1 := IZR (fst (fst T))). set (u2 := IZR (snd (fst T))). set (u3 := IZR (fst (snd T))). set (u4 := IZR (snd (snd T))).
  (* the value is finite: u3 l + u4 <> 0 *)
  assert (Fin : u3 * l + u4 <> 0).
  { set (n0 := finite_at f) in *. unfold settled, low in Fin1. pose proof (seen_later Nt keeps_trajectory I1) as Later.
    assert (Cl : Un_cv (fun n => seen Nt n (1, 1)%Z) l) by (apply Ht; intros; exact One).
    destruct (A Nt n0) as [[p q] [r s]] eqn:EA. cbn [fst snd] in Fin1. destruct Fin1 as [Pr Ps].
    unfold vm in Fin2; cbn [fst snd] in Fin2.
    set (x := (fst (snd T) * p + snd (snd T) * r)%Z) in *. set (y := (fst (snd T) * q + snd (snd T) * s)%Z) in *.
    set (dl := / IZR (r + s)).
    assert (Pd : 0 < dl) by (apply Rinv_0_lt_compat, (IZR_lt 0); lia).
    assert (Away : forall n, (n0 <= n)%nat -> dl <= Rabs (u3 * seen Nt n (1, 1)%Z + u4)).
    { intros n Hn. destruct (Later n0 n (1, 1)%Z Hn) as (w & Cw & Ew). specialize (Cw One). unfold seen. rewrite Ew, EA.
      destruct w as [v1 v2]. unfold in_cone in Cw; cbn [fst snd] in Cw. destruct Cw as (C1 & C2 & C3). unfold mv, quotient; cbn [fst snd].
      assert (Pden : (0 < r * v1 + s * v2)%Z).
      { destruct (Z.eq_dec v1 0) as [->|Nv]; [assert (0 < s * v2)%Z by (apply Z.mul_pos_pos; lia); lia|].
        assert (0 < r * v1)%Z by (apply Z.mul_pos_pos; lia). assert (0 <= s * v2)%Z by (apply Z.mul_nonneg_nonneg; lia). lia. }
      assert (Big : (r * v1 + s * v2 <= (r + s) * Z.abs (x * v1 + y * v2))%Z).
      { assert (V : (v1 + v2 <= Z.abs (x * v1 + y * v2))%Z).
        { destruct (Z_lt_ge_dec 0 x) as [Px|Nx].
          - assert (0 < y)%Z by nia. assert (v1 <= x * v1)%Z by nia. assert (v2 <= y * v2)%Z by nia. lia.
          - assert (x < 0)%Z by (destruct (Z.eq_dec x 0) as [E0|]; [rewrite E0 in Fin2; lia | lia]). assert (y < 0)%Z by nia.
            assert (v1 <= - x * v1)%Z by nia. assert (v2 <= - y * v2)%Z by nia. lia. }
        apply Z.le_trans with ((r + s) * (v1 + v2))%Z; [|apply Z.mul_le_mono_nonneg_l; lia].
        assert (0 <= r * v2)%Z by (apply Z.mul_nonneg_nonneg; lia). assert (0 <= s * v1)%Z by (apply Z.mul_nonneg_nonneg; lia). lia. }
      apply IZR_le in Big. rewrite mult_IZR, abs_IZR in Big. apply (IZR_lt 0) in Pden.
      replace (u3 * (IZR (p * v1 + q * v2) / IZR (r * v1 + s * v2)) + u4) with (IZR (x * v1 + y * v2) / IZR (r * v1 + s * v2)).
      2:{ apply Rmult_eq_reg_r with (IZR (r * v1 + s * v2)); [|apply Rgt_not_eq; exact Pden].
          transitivity (IZR (x * v1 + y * v2)); [field; apply Rgt_not_eq; exact Pden|].
          transitivity (u3 * IZR (p * v1 + q * v2) + u4 * IZR (r * v1 + s * v2)); [|field; apply Rgt_not_eq; exact Pden].
          unfold u3, u4. rewrite <- !mult_IZR, <- plus_IZR. f_equal. unfold x, y. ring. }
      unfold Rdiv. rewrite Rabs_mult, Rabs_inv, (Rabs_pos_eq (IZR (r * v1 + s * v2))) by lra.
      set (D := IZR (r * v1 + s * v2)) in *. assert (Prs : 0 < IZR (r + s)) by (apply (IZR_lt 0); lia). unfold dl.
      apply Rmult_le_reg_r with (IZR (r + s) * D); [apply Rmult_lt_0_compat; assumption|].
      replace (/ IZR (r + s) * (IZR (r + s) * D)) with D by (field; apply Rgt_not_eq; exact Prs).
      replace (Rabs (IZR (x * v1 + y * v2)) * / D * (IZR (r + s) * D)) with (IZR (r + s) * Rabs (IZR (x * v1 + y * v2))) by (field; apply Rgt_not_eq; exact Pden).
      exact Big. }
    intro E0. assert (Cu : Un_cv (fun n => u3 * seen Nt n (1, 1)%Z + u4) 0).
    { rewrite <- E0. apply CV_plus; [apply CV_mult; [apply cv_const | exact Cl] | apply cv_const]. }
    destruct (Cu dl Pd) as [M HM]. specialize (HM (max M n0) ltac:(lia)). specialize (Away (max M n0) ltac:(lia)). unfold R_dist in HM.
    rewrite Rminus_0_r in HM. lra. }
  set (kap := w3 * l + w4) in *. assert (Kap : kap <> 0).
  { intro E0. rewrite E0, Rmult_0_r in Row. apply DW.
    destruct (Req_dec w3 0) as [Z3|N3].
    - unfold kap in E0. rewrite Z3 in *. assert (w4 = 0) by lra. rewrite H0. ring.
    - assert (El : l = - w4 / w3) by (unfold kap in E0; field_simplify_eq; [lra | exact N3]).
      rewrite El in Row. apply Rmult_eq_reg_r with (/ w3); [|apply Rinv_neq_0_compat; exact N3]. rewrite Rmult_0_l.
      replace ((w1 * w4 - w2 * w3) * / w3) with (- (w1 * (- w4 / w3) + w2)) by (field; exact N3). rewrite Row. ring. }
  (* the image of L under T adj W is that of l under T *)
  assert (Img : forall c d, (c * w4 - d * w3) * L + (d * w1 - c * w2) = (w1 * w4 - w2 * w3) / kap * (c * l + d)).
  { intros c d. assert (EL : L = (w1 * l + w2) / kap) by (rewrite Row; field; exact Kap). rewrite EL.
    apply Rmult_eq_reg_r with kap; [|exact Kap].
    transitivity ((c * w4 - d * w3) * (w1 * l + w2) + (d * w1 - c * w2) * kap); [field; exact Kap|].
    transitivity ((w1 * w4 - w2 * w3) * (c * l + d)); [unfold kap; ring | field; exact Kap]. }
  assert (T12 : t1 = u1 * w4 - u2 * w3 /\ t2 = u2 * w1 - u1 * w2 /\ t3 = u3 * w4 - u4 * w3 /\ t4 = u4 * w1 - u3 * w2).
  { unfold t1, t2, t3, t4, u1, u2, u3, u4, w1, w2, w3, w4, field_image, mm. destruct W as [[? ?] [? ?]], T as [[? ?] [? ?]].
    unfold adj, vm; cbn [fst snd]. rewrite !plus_IZR, !mult_IZR, !opp_IZR. repeat split; ring. }
  destruct T12 as (-> & -> & -> & ->). rewrite !Img.
  assert (Kd : (w1 * w4 - w2 * w3) / kap <> 0) by (apply Rmult_integral_contrapositive_currified; [exact DW | apply Rinv_neq_0_compat; exact Kap]).
  split; [apply Rmult_integral_contrapositive_currified; assumption|].
  replace ((w1 * w4 - w2 * w3) / kap * (u1 * l + u2) / ((w1 * w4 - w2 * w3) / kap * (u3 * l + u4))) with ((u1 * l + u2) / (u3 * l + u4))
    by (set (g := (w1 * w4 - w2 * w3) / kap) in *; field; split; assumption).
  assert (C3 : Un_cv (fun n => u3 * x1 n + u4) (u3 * l + u4)) by (apply CV_plus; [apply CV_mult; [apply cv_const | exact X1] | apply cv_const]).
  assert (C1 : Un_cv (fun n => u1 * x1 n + u2) (u1 * l + u2)) by (apply CV_plus; [apply CV_mult; [apply cv_const | exact X1] | apply cv_const]).
  destruct (C3 (Rabs (u3 * l + u4)) ltac:(apply Rabs_pos_lt; exact Fin)) as [M3 H3].
  assert (NZ : forall n, (M3 <= n)%nat -> u3 * x1 n + u4 <> 0).
  { intros n Hn E0. specialize (H3 n Hn). unfold R_dist in H3. rewrite E0, Rminus_0_l, Rabs_Ropp in H3. lra. }
  assert (Conv : forall n, (max M3 (max s1 m1) <= n)%nat -> denom (ev a1) (ev b1) n <> 0%Z /\
    IZR (numer (ev a1) (ev b1) n) / IZR (denom (ev a1) (ev b1) n) = (u1 * x1 n + u2) / (u3 * x1 n + u4)).
  { intros n Hn. destruct (by_quotients a1 b1 _ _ D1 keeps_trajectory n ltac:(unfold s1 in Hn; lia)) as (k & Hk & E1 & E2).
    { apply (settled_all Nt keeps_trajectory I1 _ _ _ P1 K1 B1). fold m1. lia. }
    fold (x1 n) in E1, E2. fold u1 u2 in E1. fold u3 u4 in E2. specialize (NZ n ltac:(lia)). split.
    - intro E0. rewrite E0 in E2. symmetry in E2. apply Rmult_integral in E2 as [E2|E2]; auto.
    - rewrite E1, E2. field. split; assumption. }
  split.
  - exists (max M3 (max s1 m1)). intros n Hn. apply Conv. exact Hn.
  - intros e He. destruct (quotient_cv _ _ _ _ C1 C3 Fin e He) as [M HM]. exists (max M (max M3 (max s1 m1))). intros n Hn.
    destruct (Conv n ltac:(lia)) as [_ ->]. apply HM. lia.
Qed.
Close Scope R_scope.
End Crossing.

Theorem by_field (a1 b1 a2 b2 : poly) (f : field) (g x1 x2 x3 x4 : Z) (P Q : R) :
  field_check a1 b1 a2 b2 f && multiple_of g ((x1, x2), (x3, x4)) (field_image a1 b1 a2 b2 f) = true ->
  value a2 b2 P Q -> value a1 b1 (IZR x1 * P + IZR x2 * Q) (IZR x3 * P + IZR x4 * Q).
Proof.
  intros H [HQ HL]. apply andb_prop in H as [H M]. destruct (crossed a1 b1 a2 b2 f H _ HL) as [Hf Hc].
  apply (by_image a1 b1 g x1 x2 x3 x4 P Q (field_image a1 b1 a2 b2 f)); assumption.
Qed.
