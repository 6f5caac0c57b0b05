(* Continued fractions of integer polynomials: what a coboundary or an inflation proves, from first principles.

   A certificate is data: lists of integers. `coboundary_check` and `inflation_check` compute whether it is right, and
   `by_coboundary` and `by_inflation` prove that then the value of one fraction follows from that of the other: the rows of
   convergents are carried to each other (`transported`), the denominators stay in a cone (`cone_all`), so that weighted
   convergents have the same limit (`no_cancellation`, `rate`, `alternating_rate`), and the value is finite (`apart`). `by_series` gives the value of a fraction
   whose recurrence has a hypergeometric solution from the sum of a series.
   Coq 8.16 or later, standard library only. No axioms beside those of the real numbers. *)

Require Import ZArith Reals List Bool Lia Lra.
Import ListNotations.
Open Scope Z_scope.

(** * Convergents *)

Definition step (a b : Z) (v : Z * Z) : Z * Z := (snd v, b * fst v + a * snd v).

(* (u(n-1), u(n)) from (u(-1), u(0)) *)
Fixpoint row (a b : Z -> Z) (v : Z * Z) (n : nat) : Z * Z :=
  match n with
  | O => v
  | S m => step (a (Z.of_nat n)) (b (Z.of_nat n)) (row a b v m)
  end.

Definition numerators (a b : Z -> Z) : nat -> Z * Z := row a b (1, a 0).
Definition denominators (a b : Z -> Z) : nat -> Z * Z := row a b (0, 1).
Definition numer (a b : Z -> Z) (n : nat) : Z := snd (numerators a b n).
Definition denom (a b : Z -> Z) (n : nat) : Z := snd (denominators a b n).

(* a(0) + b(1)/(a(1) + b(2)/(a(2) + ...)) = L: its convergents are finite from some n on, and tend to L *)
Definition converges (a b : Z -> Z) (L : R) : Prop :=
  (exists N, forall n, (N <= n)%nat -> denom a b n <> 0) /\
  Un_cv (fun n => IZR (numer a b n) / IZR (denom a b n))%R L.

Lemma row_ext a b a' b' v n :
  (forall x, a x = a' x) -> (forall x, b x = b' x) -> row a b v n = row a' b' v n.
Proof. intros Ha Hb; induction n as [|n IH]; cbn [row]; [reflexivity|]. now rewrite IH, Ha, Hb. Qed.

Lemma converges_ext a b a' b' L :
  (forall x, a x = a' x) -> (forall x, b x = b' x) -> converges a b L -> converges a' b' L.
Proof.
  intros Ha Hb [[N HN] HL].
  assert (Hd : forall n, denom a' b' n = denom a b n).
  { intro n; unfold denom, denominators; f_equal; apply row_ext; intro; symmetry; auto. }
  assert (Hn : forall n, numer a' b' n = numer a b n).
  { intro n; unfold numer, numerators; rewrite <- Ha; f_equal; apply row_ext; intro; symmetry; auto. }
  split.
  - exists N; intros n Hle; rewrite Hd; auto.
  - intros e He. destruct (HL e He) as [M HM]. exists M; intros n Hle. rewrite Hn, Hd. auto.
Qed.

(* rows are linear in their start *)
Definition mix (s : Z) (v : Z * Z) (t : Z) (w : Z * Z) : Z * Z :=
  (s * fst v + t * fst w, s * snd v + t * snd w).

Lemma row_mix a b s v t w n : row a b (mix s v t w) n = mix s (row a b v n) t (row a b w n).
Proof.
  induction n as [|n IH]; cbn [row]; [reflexivity|]. rewrite IH. unfold mix, step; cbn [fst snd]. f_equal; ring.
Qed.

Lemma fst_row a b v n : fst (row a b v (S n)) = snd (row a b v n).
Proof. reflexivity. Qed.

(** * Polynomials: lists of coefficients, the constant first *)

Definition poly := list Z.
Fixpoint ev (p : poly) (x : Z) : Z := match p with [] => 0 | c :: q => c + x * ev q x end.
Fixpoint add (p q : poly) : poly :=
  match p, q with [], _ => q | _, [] => p | c :: p', d :: q' => (c + d) :: add p' q' end.
Definition scale (k : Z) (p : poly) : poly := map (Z.mul k) p.
Fixpoint mul (p q : poly) : poly := match p with [] => [] | c :: p' => add (scale c q) (0 :: mul p' q) end.
Definition sub (p q : poly) : poly := add p (scale (-1) q).
(* p(k n + c) *)
Fixpoint comp (p : poly) (k c : Z) : poly := match p with [] => [] | x :: q => add [x] (mul [c; k] (comp q k c)) end.
Fixpoint power (p : poly) (d : nat) : poly := match d with O => [1] | S e => mul p (power p e) end.

Lemma ev_add p q x : ev (add p q) x = ev p x + ev q x.
Proof. revert q; induction p as [|c p IH]; intros [|d q]; simpl; try ring. rewrite IH; ring. Qed.
Lemma ev_scale k p x : ev (scale k p) x = k * ev p x.
Proof. induction p as [|c p IH]; cbn [scale map ev]; [ring|]. unfold scale in IH. rewrite IH; ring. Qed.
Lemma ev_mul p q x : ev (mul p q) x = ev p x * ev q x.
Proof. induction p as [|c p IH]; cbn [mul ev]; [ring|]. rewrite ev_add, ev_scale; cbn [ev]. rewrite IH; ring. Qed.
Lemma ev_sub p q x : ev (sub p q) x = ev p x - ev q x.
Proof. unfold sub; rewrite ev_add, ev_scale; ring. Qed.
Lemma ev_comp p k c x : ev (comp p k c) x = ev p (k * x + c).
Proof. induction p as [|d p IH]; cbn [comp ev]; [reflexivity|]. rewrite ev_add, ev_mul, IH; cbn [ev]; ring. Qed.
Lemma ev_power p d x : ev (power p d) x = (ev p x) ^ Z.of_nat d.
Proof.
  induction d as [|d IH]; cbn [power]; [cbn [ev]; change (Z.of_nat 0) with 0; rewrite Z.pow_0_r; ring|].
  rewrite ev_mul, IH, Nat2Z.inj_succ, Z.pow_succ_r by lia. reflexivity.
Qed.

Definition vanishes (p : poly) : bool := forallb (Z.eqb 0) p.
Lemma vanishes_ok p x : vanishes p = true -> ev p x = 0.
Proof.
  induction p as [|c p IH]; cbn [vanishes forallb ev]; intro H; [reflexivity|].
  apply andb_prop in H as [H1 H2]. apply Z.eqb_eq in H1. fold (vanishes p) in H2. rewrite (IH H2), <- H1. ring.
Qed.
Definition same (p q : poly) : bool := vanishes (sub p q).
Lemma same_ok p q x : same p q = true -> ev p x = ev q x.
Proof. intro H. pose proof (vanishes_ok _ x H) as E. rewrite ev_sub in E. lia. Qed.

(* signs at all n >= N, seen from the coefficients of p(n + N) *)
Definition nonneg (p : poly) (N : Z) : bool := forallb (Z.leb 0) (comp p 1 N).
Definition pos (p : poly) (N : Z) : bool :=
  nonneg p N && match comp p 1 N with [] => false | c :: _ => 0 <? c end.
Lemma coefficients_nonneg p x : forallb (Z.leb 0) p = true -> 0 <= x -> 0 <= ev p x.
Proof.
  induction p as [|c p IH]; cbn [forallb ev]; intros H Hx; [lia|].
  apply andb_prop in H as [H1 H2]. apply Z.leb_le in H1. specialize (IH H2 Hx). nia.
Qed.
Lemma nonneg_ok p N n : nonneg p N = true -> N <= n -> 0 <= ev p n.
Proof.
  intros H Hn. replace n with (1 * (n - N) + N) by ring. rewrite <- ev_comp.
  apply coefficients_nonneg; [exact H | lia].
Qed.
Lemma pos_ok p N n : pos p N = true -> N <= n -> 0 < ev p n.
Proof.
  unfold pos, nonneg; intros H Hn. apply andb_prop in H as [H H0].
  replace n with (1 * (n - N) + N) by ring. rewrite <- ev_comp.
  destruct (comp p 1 N) as [|c q]; [discriminate|].
  cbn [forallb] in H. apply andb_prop in H as [_ H]. apply Z.ltb_lt in H0.
  pose proof (coefficients_nonneg q (n - N) H ltac:(lia)). cbn [ev]. nia.
Qed.

(* no zero at integers n >= N: values at the first `count`, signs after *)
Fixpoint values (p : poly) (N : Z) (count : nat) : bool :=
  match count with O => true | S c => negb (ev p N =? 0) && values p (N + 1) c end.
Definition never_zero (p : poly) (N : Z) (count : nat) : bool :=
  values p N count && (pos p (N + Z.of_nat count) || pos (scale (-1) p) (N + Z.of_nat count)).
Lemma values_ok p N count n : values p N count = true -> N <= n < N + Z.of_nat count -> ev p n <> 0.
Proof.
  revert N; induction count as [|c IH]; intros N H Hn; [lia|].
  cbn [values] in H. apply andb_prop in H as [H1 H2].
  destruct (Z.eq_dec n N) as [->|Hne].
  - apply negb_true_iff, Z.eqb_neq in H1. exact H1.
  - apply (IH (N + 1) H2). lia.
Qed.
Lemma never_zero_ok p N count n : never_zero p N count = true -> N <= n -> ev p n <> 0.
Proof.
  unfold never_zero; intros H Hn. apply andb_prop in H as [H1 H2].
  destruct (Z_lt_ge_dec n (N + Z.of_nat count)) as [Hlt|Hge].
  - apply (values_ok p N count); [exact H1 | lia].
  - apply orb_prop in H2 as [H2|H2].
    + pose proof (pos_ok _ _ n H2 ltac:(lia)). lia.
    + pose proof (pos_ok _ _ n H2 ltac:(lia)) as E. rewrite ev_scale in E. lia.
Qed.


(** * Inflation: a1 = c a2, b1(n) = c(n) c(n-1) b2(n), c = top/bottom *)

Fixpoint running (f : Z -> Z) (g : Z) (n : nat) : Z :=
  match n with O => g * f 0 | S m => running f g m * f (Z.of_nat n) end.
Definition before (f : Z -> Z) (g : Z) (n : nat) : Z := match n with O => g | S m => running f g m end.
Lemma running_before f g n : running f g n = before f g n * f (Z.of_nat n).
Proof. destruct n; reflexivity. Qed.
Lemma running_nonzero f g n : (forall x, 0 <= x -> f x <> 0) -> g <> 0 -> running f g n <> 0.
Proof. intros Hf Hg; induction n as [|n IH]; cbn [running]; apply Z.neq_mul_0; split; auto; apply Hf; lia. Qed.

Section Inflation.
Variables a1 b1 a2 b2 top bot : Z -> Z.
Hypothesis Ha : forall x, a1 x * bot x = a2 x * top x.
Hypothesis Hb : forall x, b1 x * (bot x * bot (x - 1)) = b2 x * (top x * top (x - 1)).

Lemma inflated g h v w n :
  g * fst v = h * fst w -> g * bot 0 * snd v = h * top 0 * snd w ->
  before bot g n * fst (row a1 b1 v n) = before top h n * fst (row a2 b2 w n) /\
  running bot g n * snd (row a1 b1 v n) = running top h n * snd (row a2 b2 w n).
Proof.
  intros H0 H1; induction n as [|n [I0 I1]].
  - split; [exact H0 | exact H1].
  - cbn [row]. unfold step; cbn [fst snd]. split; [exact I1|].
    cbn [before] in *. cbn [running].
    set (x := Z.of_nat (S n)). assert (Ex : x - 1 = Z.of_nat n) by (unfold x; lia).
    set (f1 := fst (row a1 b1 v n)) in *. set (s1 := snd (row a1 b1 v n)) in *.
    set (f2 := fst (row a2 b2 w n)) in *. set (s2 := snd (row a2 b2 w n)) in *.
    pose proof (Ha x) as A. pose proof (Hb x) as B. rewrite Ex in B.
    rewrite !running_before in *.
    transitivity (b1 x * (bot x * bot (Z.of_nat n)) * (before bot g n * f1) + a1 x * bot x * (before bot g n * bot (Z.of_nat n) * s1)); [ring|].
    rewrite A, B, I0, I1. ring.
Qed.

Hypothesis Ht : forall x, 0 <= x -> top x <> 0.
Hypothesis Hn : forall x, 0 <= x -> bot x <> 0.

Theorem inflation L : converges a2 b2 L -> converges a1 b1 (IZR (top 0) / IZR (bot 0) * L)%R.
Proof.
  intros [[N HN] HL].
  assert (T0 : top 0 <> 0) by (apply Ht; lia). assert (B0 : bot 0 <> 0) by (apply Hn; lia).
  assert (P : forall n, running bot 1 n * numer a1 b1 n = running top 1 n * numer a2 b2 n).
  { intro n. unfold numer, numerators. apply inflated; cbn [fst snd]; [reflexivity|]. pose proof (Ha 0) as A0. rewrite !Z.mul_1_l, Z.mul_comm, A0. ring. }
  assert (Q : forall n, running bot (top 0) n * denom a1 b1 n = running top (bot 0) n * denom a2 b2 n).
  { intro n. unfold denom, denominators. apply inflated; cbn [fst snd]; ring. }
  assert (S0 : forall f g n, running f g n = g * running f 1 n).
  { intros f g n; induction n as [|n IH]; cbn [running]; [ring|]. rewrite IH; ring. }
  assert (NZ : forall n, (N <= n)%nat -> denom a1 b1 n <> 0).
  { intros n Hle E. specialize (Q n). rewrite E, Z.mul_0_r in Q.
    assert (running top (bot 0) n * denom a2 b2 n <> 0); [|lia].
    apply Z.neq_mul_0; split; [apply running_nonzero; auto | auto]. }
  split; [exists N; exact NZ|].
  intros e He.
  set (c := (IZR (top 0) / IZR (bot 0))%R).
  assert (C : (c <> 0)%R).
  { unfold c, Rdiv. apply Rmult_integral_contrapositive_currified; [apply not_0_IZR; auto|].
    apply Rinv_neq_0_compat, not_0_IZR; auto. }
  assert (He' : (0 < e / Rabs c)%R).
  { apply Rdiv_lt_0_compat; [exact He | apply Rabs_pos_lt; exact C]. }
  destruct (HL _ He') as [M HM]. exists (max N M). intros n Hle.
  specialize (HM n ltac:(lia)). unfold R_dist in *.
  assert (E : (IZR (numer a1 b1 n) / IZR (denom a1 b1 n) = c * (IZR (numer a2 b2 n) / IZR (denom a2 b2 n)))%R).
  { specialize (P n); specialize (Q n). rewrite (S0 bot (top 0)), (S0 top (bot 0)) in Q.
    apply (f_equal IZR) in P. apply (f_equal IZR) in Q. rewrite !mult_IZR in P. rewrite !mult_IZR in Q.
    assert (D1 : (IZR (denom a1 b1 n) <> 0)%R) by (apply not_0_IZR, NZ; lia).
    assert (D2 : (IZR (denom a2 b2 n) <> 0)%R) by (apply not_0_IZR, HN; lia).
    assert (X : (IZR (running bot 1 n) <> 0)%R) by (apply not_0_IZR, running_nonzero; auto; lia).
    assert (Y : (IZR (running top 1 n) <> 0)%R) by (apply not_0_IZR, running_nonzero; auto; lia).
    assert (Z0 : (IZR (bot 0) <> 0)%R) by (apply not_0_IZR; auto).
    unfold c. apply (Rmult_eq_reg_r (IZR (denom a1 b1 n) * IZR (denom a2 b2 n) * IZR (bot 0) * IZR (running bot 1 n) * IZR (running top 1 n))%R).
    2:{ repeat apply Rmult_integral_contrapositive_currified; auto. }
    transitivity ((IZR (running bot 1 n) * IZR (numer a1 b1 n)) * (IZR (bot 0) * IZR (running top 1 n) * IZR (denom a2 b2 n)))%R.
    { field; auto. }
    transitivity ((IZR (top 0) * IZR (running bot 1 n) * IZR (denom a1 b1 n)) * (IZR (running top 1 n) * IZR (numer a2 b2 n)))%R.
    2:{ field; auto. }
    rewrite P, Q. ring. }
  rewrite E. replace (c * (IZR (numer a2 b2 n) / IZR (denom a2 b2 n)) - c * L)%R with (c * (IZR (numer a2 b2 n) / IZR (denom a2 b2 n) - L))%R by ring.
  rewrite Rabs_mult. apply (Rmult_lt_compat_l (Rabs c)) in HM; [|apply Rabs_pos_lt; exact C].
  replace (Rabs c * (e / Rabs c))%R with e in HM; [exact HM|]. field. apply Rabs_no_R0; exact C.
Qed.
End Inflation.

(** * Coboundaries: a row of the first fraction, multiplied by U, is a row of the second *)

Definition matrix := (Z * Z * (Z * Z))%type.  (* rows *)
Definition vm (v : Z * Z) (m : matrix) : Z * Z :=
  let '((x, y), (z, w)) := m in (fst v * x + snd v * z, fst v * y + snd v * w).
Definition mm (l m : matrix) : matrix := (vm (fst l) m, vm (snd l) m).
Lemma vm_mm v l m : vm v (mm l m) = vm (vm v l) m.
Proof. destruct l as [[? ?] [? ?]], m as [[? ?] [? ?]], v. unfold mm, vm; cbn [fst snd]. f_equal; ring. Qed.
Definition det (m : matrix) : Z := let '((x, y), (z, w)) := m in x * w - y * z.
Definition adj (m : matrix) : matrix := let '((x, y), (z, w)) := m in ((w, - y), (- z, x)).
Definition times (k : Z) (v : Z * Z) : Z * Z := (k * fst v, k * snd v).
Lemma vm_adj v m : vm (vm v m) (adj m) = times (det m) v.
Proof. destruct m as [[? ?] [? ?]], v. unfold adj, vm, det, times; cbn [fst snd]. f_equal; ring. Qed.
Lemma vm_times k v m : vm (times k v) m = times k (vm v m).
Proof. destruct m as [[? ?] [? ?]], v. unfold vm, times; cbn [fst snd]. f_equal; ring. Qed.
Lemma times_times k l v : times k (times l v) = times (k * l) v.
Proof. unfold times; cbn [fst snd]. f_equal; ring. Qed.

(* k steps after m *)
Fixpoint advance (a b : Z -> Z) (m : Z) (v : Z * Z) (k : nat) : Z * Z :=
  match k with O => v | S j => step (a (m + Z.of_nat k)) (b (m + Z.of_nat k)) (advance a b m v j) end.
Lemma row_advance a b v m k : row a b v (m + k)%nat = advance a b (Z.of_nat m) (row a b v m) k.
Proof.
  induction k as [|k IH]; [now rewrite Nat.add_0_r|].
  rewrite Nat.add_succ_r. cbn [row advance]. rewrite IH. f_equal; f_equal; lia.
Qed.
Lemma advance_mix a b m s v t w k : advance a b m (mix s v t w) k = mix s (advance a b m v k) t (advance a b m w k).
Proof. induction k as [|k IH]; cbn [advance]; [reflexivity|]. rewrite IH. unfold mix, step; cbn [fst snd]. f_equal; ring. Qed.

Definition pmatrix := (poly * poly * (poly * poly))%type.
Definition evm (m : pmatrix) (x : Z) : matrix := let '((p, q), (r, s)) := m in ((ev p x, ev q x), (ev r x, ev s x)).
Definition pvm (v : poly * poly) (m : pmatrix) : poly * poly :=
  let '((x, y), (z, w)) := m in (add (mul (fst v) x) (mul (snd v) z), add (mul (fst v) y) (mul (snd v) w)).
Definition pmm (l m : pmatrix) : pmatrix := (pvm (fst l) m, pvm (snd l) m).
Lemma evm_pmm l m x : evm (pmm l m) x = mm (evm l x) (evm m x).
Proof.
  destruct l as [[? ?] [? ?]], m as [[? ?] [? ?]]. unfold pmm, mm, pvm, vm, evm; cbn [fst snd].
  rewrite !ev_add, !ev_mul. reflexivity.
Qed.
(* the product of the matrices [[0, b], [1, a]] at k n + c + 1, ..., k n + c + j *)
Fixpoint stride (a b : poly) (k c : Z) (j : nat) : pmatrix :=
  match j with
  | O => (([1], []), ([], [1]))
  | S i => pmm (stride a b k c i) (([], comp b k (c + Z.of_nat j)), ([1], comp a k (c + Z.of_nat j)))
  end.
Lemma stride_ok a b k c j n v :
  advance (ev a) (ev b) (k * n + c) v j = vm v (evm (stride a b k c j) n).
Proof.
  induction j as [|j IH].
  { destruct v as [x y]; cbn [advance stride]; unfold evm, vm; cbn [fst snd ev]; f_equal; ring. }
  cbn [advance stride]. rewrite evm_pmm, vm_mm, <- IH. unfold step, evm, vm; cbn [fst snd ev].
  rewrite !ev_comp. replace (k * n + c + Z.of_nat (S j)) with (k * n + (c + Z.of_nat (S j))) by ring.
  f_equal; ring.
Qed.
Definition ahead (m : pmatrix) : pmatrix :=
  let '((p, q), (r, s)) := m in ((comp p 1 1, comp q 1 1), (comp r 1 1, comp s 1 1)).
Lemma ahead_ok m x : evm (ahead m) x = evm m (x + 1).
Proof. destruct m as [[? ?] [? ?]]; unfold ahead, evm; rewrite !ev_comp, !Z.mul_1_l. reflexivity. Qed.
Definition pscale (g : poly) (m : pmatrix) : pmatrix :=
  let '((p, q), (r, s)) := m in ((mul g p, mul g q), (mul g r, mul g s)).
Definition msame (l m : pmatrix) : bool :=
  let '((p, q), (r, s)) := l in let '((p', q'), (r', s')) := m in same p p' && same q q' && same r r' && same s s'.
Lemma msame_ok l m x : msame l m = true -> evm l x = evm m x.
Proof.
  destruct l as [[? ?] [? ?]], m as [[? ?] [? ?]]; unfold msame, evm; intro H.
  repeat (apply andb_prop in H as [H ?]). f_equal; f_equal; apply same_ok; assumption.
Qed.
Lemma pscale_ok g m x v : vm v (evm (pscale g m) x) = times (ev g x) (vm v (evm m x)).
Proof. destruct m as [[? ?] [? ?]]; unfold pscale, evm, vm, times; cbn [fst snd]. rewrite !ev_mul. f_equal; ring. Qed.
Definition padj (m : pmatrix) : pmatrix :=
  let '((x, y), (z, w)) := m in ((w, scale (-1) y), (scale (-1) z, x)).
Lemma padj_ok m x : evm (padj m) x = adj (evm m x).
Proof. destruct m as [[? ?] [? ?]]; unfold padj, evm, adj. rewrite !ev_scale. f_equal; f_equal; ring. Qed.
Definition pdet (m : pmatrix) : poly := let '((x, y), (z, w)) := m in sub (mul x w) (mul y z).
Lemma pdet_ok m x : ev (pdet m) x = det (evm m x).
Proof. destruct m as [[? ?] [? ?]]; unfold pdet, evm, det. rewrite ev_sub, !ev_mul. ring. Qed.

Section Coboundary.
Variables a1 b1 a2 b2 : poly.
Variable u : pmatrix.
Variables gt gb : poly.
Variables k l : nat.
Hypothesis K1 : (1 <= k)%nat.
Hypothesis L1 : (1 <= l)%nat.
Hypothesis Carries :
  msame (pscale gb (pmm (stride a1 b1 (Z.of_nat k) (- Z.of_nat k) k) (ahead u)))
        (pscale gt (pmm u (stride a2 b2 (Z.of_nat l) (- Z.of_nat l) l))) = true.
Variable s : nat.  (* u(n) is invertible for n > s *)
Hypothesis Gt : forall x, Z.of_nat s < x -> ev gt x <> 0.
Hypothesis Gb : forall x, Z.of_nat s < x -> ev gb x <> 0.

Fixpoint runs (g : poly) (i : nat) : Z := match i with O => 1 | S h => runs g h * ev g (Z.of_nat (s + i)) end.
Lemma runs_nonzero g i : (forall x, Z.of_nat s < x -> ev g x <> 0) -> runs g i <> 0.
Proof. intro Hg; induction i as [|i IH]; cbn [runs]; [lia|]. apply Z.neq_mul_0; split; [exact IH | apply Hg; lia]. Qed.

(* row 1 at k n times U(n+1) is a row of fraction 2 at l n, up to factors that are not 0 *)
Lemma transported v w d i :
  times d (vm (row (ev a1) (ev b1) v (k * s)) (evm u (Z.of_nat s + 1))) = row (ev a2) (ev b2) w (l * s) ->
  times (d * runs gb i) (vm (row (ev a1) (ev b1) v (k * (s + i))) (evm u (Z.of_nat (s + i) + 1))) =
  times (runs gt i) (row (ev a2) (ev b2) w (l * (s + i))).
Proof.
  intro H0; induction i as [|i IH].
  - rewrite Nat.add_0_r. cbn [runs]. rewrite Z.mul_1_r, H0. unfold times.
    destruct (row (ev a2) (ev b2) w (l * s)) as [f g]; cbn [fst snd]. f_equal; ring.
  - cbn [runs]. rewrite Nat.add_succ_r. set (n := (s + i)%nat) in *.
    pose proof (msame_ok _ _ (Z.of_nat (S n)) Carries) as C.
    set (v1 := row (ev a1) (ev b1) v (k * n)) in *. set (w2 := row (ev a2) (ev b2) w (l * n)) in *.
    replace (k * S n)%nat with (k * n + k)%nat by lia. replace (l * S n)%nat with (l * n + l)%nat by lia.
    rewrite (row_advance (ev a1)), (row_advance (ev a2)). fold v1 w2.
    replace (Z.of_nat (k * n)) with (Z.of_nat k * Z.of_nat (S n) + - Z.of_nat k) by lia.
    replace (Z.of_nat (l * n)) with (Z.of_nat l * Z.of_nat (S n) + - Z.of_nat l) by lia.
    replace (d * (runs gb i * ev gb (Z.of_nat (S n)))) with (d * runs gb i * ev gb (Z.of_nat (S n))) by ring.
    rewrite !stride_ok, <- !times_times, <- vm_mm, <- ahead_ok, <- evm_pmm.
    rewrite <- pscale_ok, C, pscale_ok, evm_pmm, vm_mm.
    replace (Z.of_nat (S n)) with (Z.of_nat n + 1) in * by lia.
    set (g := ev gt (Z.of_nat n + 1)). set (e2 := evm (stride a2 b2 (Z.of_nat l) (- Z.of_nat l) l) (Z.of_nat n + 1)).
    set (v1u := vm v1 (evm u (Z.of_nat n + 1))) in *.
    transitivity (times g (vm (times (d * runs gb i) v1u) e2)).
    { rewrite vm_times, !times_times. f_equal. ring. }
    rewrite IH, vm_times, !times_times. f_equal. ring.
Qed.

(* the convergent at k n + j, by the weights al, be of the last column *)
Definition weights (j : nat) : poly * poly :=
  let '((_, p), (_, q)) := pmm (padj (ahead u)) (stride a1 b1 (Z.of_nat k) 0 j) in (p, q).
Lemma weighted v w d i j :
  times d (vm (row (ev a1) (ev b1) v (k * s)) (evm u (Z.of_nat s + 1))) = row (ev a2) (ev b2) w (l * s) ->
  d * runs gb i * ev (pdet (ahead u)) (Z.of_nat (s + i)) * snd (row (ev a1) (ev b1) v (k * (s + i) + j)) =
  runs gt i * (ev (fst (weights j)) (Z.of_nat (s + i)) * fst (row (ev a2) (ev b2) w (l * (s + i))) +
       ev (snd (weights j)) (Z.of_nat (s + i)) * snd (row (ev a2) (ev b2) w (l * (s + i)))).
Proof.
  intro H0. pose proof (transported v w d i H0) as E. set (n := (s + i)%nat) in *.
  set (x := d * runs gb i) in *. set (y := runs gt i) in *.
  rewrite row_advance. replace (Z.of_nat (k * n)) with (Z.of_nat k * Z.of_nat n + 0) by lia.
  rewrite stride_ok, pdet_ok, ahead_ok.
  set (v1 := row (ev a1) (ev b1) v (k * n)) in *. set (w2 := row (ev a2) (ev b2) w (l * n)) in *.
  set (un := evm u (Z.of_nat n + 1)) in *.
  apply (f_equal (fun r => vm r (adj un))) in E. rewrite !vm_times, vm_adj, times_times in E.
  set (f := evm (stride a1 b1 (Z.of_nat k) 0 j) (Z.of_nat n)).
  assert (E2 : vm (times (x * det un) v1) f = times y (vm (vm w2 (adj un)) f)) by (rewrite E, vm_times; reflexivity).
  rewrite vm_times in E2. apply (f_equal snd) in E2. cbn [times snd] in E2. rewrite E2. f_equal.
  rewrite <- vm_mm. unfold weights. unfold un, f. rewrite <- ahead_ok, <- padj_ok, <- evm_pmm.
  destruct (pmm (padj (ahead u)) (stride a1 b1 (Z.of_nat k) 0 j)) as [[? p] [? q]]. unfold evm, vm; cbn [fst snd]. ring.
Qed.
End Coboundary.

(** * Cones: r1/r2 <= q(m)/q(m-1) <= s1/s2 from some m on *)

Record cone := Cone { from : nat; low1 : poly; low2 : poly; up1 : poly; up2 : poly }.
Definition inside (c : cone) (m : Z) (v : Z * Z) : Prop :=
  0 < fst v /\ ev (low1 c) m * fst v <= ev (low2 c) m * snd v /\ ev (up2 c) m * snd v <= ev (up1 c) m * fst v.
Definition insideb (c : cone) (m : Z) (v : Z * Z) : bool :=
  (0 <? fst v) && (ev (low1 c) m * fst v <=? ev (low2 c) m * snd v)
  && (ev (up2 c) m * snd v <=? ev (up1 c) m * fst v).
Lemma insideb_ok c m v : insideb c m v = true -> inside c m v.
Proof.
  unfold insideb, inside; intro H. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
  apply Z.ltb_lt in H1. apply Z.leb_le in H2, H3. auto.
Qed.
Definition at_end (x1 x2 A B : poly) : poly := add (mul A x2) (mul B x1).
Definition next (p : poly) : poly := comp p 1 1.
Definition cone_check (c : cone) (a b : poly) : bool :=
  let m := Z.of_nat (from c) in
  let A := mul (next (low2 c)) (next b) in
  let B := sub (mul (next (low2 c)) (next a)) (next (low1 c)) in
  let A' := scale (-1) (mul (next (up2 c)) (next b)) in
  let B' := sub (next (up1 c)) (mul (next (up2 c)) (next a)) in
  pos (low1 c) m && pos (low2 c) m && pos (up1 c) m && pos (up2 c) m &&
  (if nonneg (next b) m
   then nonneg (at_end (up1 c) (up2 c) A B) m && nonneg (at_end (low1 c) (low2 c) A' B') m
   else nonneg (scale (-1) (next b)) m
        && nonneg (at_end (low1 c) (low2 c) A B) m && nonneg (at_end (up1 c) (up2 c) A' B') m).

Lemma at_end_ok x1 x2 A B x : ev (at_end x1 x2 A B) x = ev A x * ev x2 x + ev B x * ev x1 x.
Proof. unfold at_end; now rewrite ev_add, !ev_mul. Qed.
Lemma next_ok p x : ev (next p) x = ev p (x + 1).
Proof. unfold next; now rewrite ev_comp, Z.mul_1_l. Qed.

Section Cone.
Variable c : cone.
Variables a b : poly.
Hypothesis Hc : cone_check c a b = true.

Lemma cone_positive m : Z.of_nat (from c) <= m ->
  0 < ev (low1 c) m /\ 0 < ev (low2 c) m /\ 0 < ev (up1 c) m /\ 0 < ev (up2 c) m.
Proof.
  intro Hm. pose proof Hc as H. unfold cone_check in H. apply andb_prop in H as [H _].
  apply andb_prop in H as [H P4]. apply andb_prop in H as [H P3]. apply andb_prop in H as [P1 P2].
  repeat split; eapply pos_ok; try eassumption.
Qed.

Lemma second_positive m v : Z.of_nat (from c) <= m -> inside c m v -> 0 < snd v.
Proof. intros Hm (H1 & H2 & _). destruct (cone_positive m Hm) as (L1 & L2 & _). nia. Qed.

(* a linear form that is positive at both ends is positive inside *)
Lemma form_low m v A B : Z.of_nat (from c) <= m -> inside c m v -> A <= 0 ->
  0 <= A * ev (low2 c) m + B * ev (low1 c) m -> 0 <= A * fst v + B * snd v.
Proof.
  intros Hm I HA HE. pose proof (second_positive m v Hm I) as W. destruct I as (H1 & H2 & _).
  destruct (cone_positive m Hm) as (L1 & L2 & _).
  assert (E : 0 <= ev (low1 c) m * (A * fst v + B * snd v)).
  { apply Z.le_trans with (snd v * (A * ev (low2 c) m + B * ev (low1 c) m)); [nia|].
    assert (A * (ev (low2 c) m * snd v) <= A * (ev (low1 c) m * fst v)) by (apply Z.mul_le_mono_nonpos_l; lia). nia. }
  nia.
Qed.
Lemma form_up m v A B : Z.of_nat (from c) <= m -> inside c m v -> 0 <= A ->
  0 <= A * ev (up2 c) m + B * ev (up1 c) m -> 0 <= A * fst v + B * snd v.
Proof.
  intros Hm I HA HE. pose proof (second_positive m v Hm I) as W. destruct I as (H1 & _ & H3).
  destruct (cone_positive m Hm) as (_ & _ & U1 & U2).
  assert (E : 0 <= ev (up1 c) m * (A * fst v + B * snd v)).
  { apply Z.le_trans with (snd v * (A * ev (up2 c) m + B * ev (up1 c) m)); [nia|].
    assert (A * (ev (up2 c) m * snd v) <= A * (ev (up1 c) m * fst v)) by (apply Z.mul_le_mono_nonneg_l; lia). nia. }
  nia.
Qed.
Lemma form_both m v A B : Z.of_nat (from c) <= m -> inside c m v ->
  0 <= A * ev (low2 c) m + B * ev (low1 c) m -> 0 <= A * ev (up2 c) m + B * ev (up1 c) m ->
  0 <= A * fst v + B * snd v.
Proof.
  intros Hm I E1 E2. destruct (Z_le_gt_dec A 0); [eapply form_low | eapply form_up]; eauto; lia.
Qed.
Lemma form_strict m v A B : Z.of_nat (from c) <= m -> inside c m v ->
  0 < A * ev (low2 c) m + B * ev (low1 c) m -> 0 < A * ev (up2 c) m + B * ev (up1 c) m ->
  0 < A * fst v + B * snd v.
Proof.
  intros Hm I E1 E2. pose proof (second_positive m v Hm I) as W. destruct I as (H1 & H2 & H3).
  destruct (cone_positive m Hm) as (L1 & L2 & U1 & U2).
  destruct (Z_le_gt_dec A 0).
  - assert (A * (ev (low2 c) m * snd v) <= A * (ev (low1 c) m * fst v)) by (apply Z.mul_le_mono_nonpos_l; lia).
    assert (0 < ev (low1 c) m * (A * fst v + B * snd v)); [|nia].
    apply Z.lt_le_trans with (snd v * (A * ev (low2 c) m + B * ev (low1 c) m)); nia.
  - assert (A * (ev (up2 c) m * snd v) <= A * (ev (up1 c) m * fst v)) by (apply Z.mul_le_mono_nonneg_l; lia).
    assert (0 < ev (up1 c) m * (A * fst v + B * snd v)); [|nia].
    apply Z.lt_le_trans with (snd v * (A * ev (up2 c) m + B * ev (up1 c) m)); nia.
Qed.

Lemma cone_step m v : Z.of_nat (from c) <= m -> inside c m v ->
  inside c (m + 1) (step (ev a (m + 1)) (ev b (m + 1)) v).
Proof.
  intros Hm I. pose proof (second_positive m v Hm I) as W.
  destruct (cone_positive (m + 1) ltac:(lia)) as (L1 & L2 & U1 & U2).
  pose proof Hc as H. unfold cone_check in H. apply andb_prop in H as [_ H].
  unfold inside, step; cbn [fst snd]. split; [exact W|].
  destruct (nonneg (next b) (Z.of_nat (from c))) eqn:Hb.
  - apply andb_prop in H as [H1 H2].
    pose proof (nonneg_ok _ _ m Hb Hm) as B0. rewrite next_ok in B0.
    pose proof (nonneg_ok _ _ m H1 Hm) as E1. rewrite at_end_ok, ev_sub, !ev_mul, !next_ok in E1.
    pose proof (nonneg_ok _ _ m H2 Hm) as E2. rewrite at_end_ok, ev_sub, ev_scale, !ev_mul, !next_ok in E2.
    apply (form_up m v _ _ Hm I) in E1; [|nia]. apply (form_low m v _ _ Hm I) in E2; [|nia]. lia.
  - apply andb_prop in H as [H H2]. apply andb_prop in H as [H0 H1].
    pose proof (nonneg_ok _ _ m H0 Hm) as B0. rewrite ev_scale, next_ok in B0.
    pose proof (nonneg_ok _ _ m H1 Hm) as E1. rewrite at_end_ok, ev_sub, !ev_mul, !next_ok in E1.
    pose proof (nonneg_ok _ _ m H2 Hm) as E2. rewrite at_end_ok, ev_sub, ev_scale, !ev_mul, !next_ok in E2.
    apply (form_low m v _ _ Hm I) in E1; [|nia]. apply (form_up m v _ _ Hm I) in E2; [|nia]. lia.
Qed.

Lemma times_row k v n : times k (row (ev a) (ev b) v n) = row (ev a) (ev b) (times k v) n.
Proof.
  induction n as [|n IH]; cbn [row]; [reflexivity|]. rewrite <- IH. unfold times, step; cbn [fst snd]. f_equal; ring.
Qed.
Lemma cone_all v m n : (from c <= m)%nat -> (m <= n)%nat ->
  inside c (Z.of_nat m) (row (ev a) (ev b) v m) -> inside c (Z.of_nat n) (row (ev a) (ev b) v n).
Proof.
  intros Hm Hn I; induction Hn as [|n Hn IH]; [exact I|].
  cbn [row]. replace (Z.of_nat (S n)) with (Z.of_nat n + 1) by lia. apply cone_step; [lia | exact IH].
Qed.
End Cone.

(** * No cancellation *)

Lemma no_cancellation (e0 e1 q0 q1 x0 x1 K : nat -> R) (N : nat) :
  (forall n, (N <= n)%nat -> q0 n <> 0 /\ q1 n <> 0 /\ x0 n * q0 n + x1 n * q1 n <> 0 /\ 0 <= K n /\
     Rabs (x0 n * q0 n) + Rabs (x1 n * q1 n) <= K n * Rabs (x0 n * q0 n + x1 n * q1 n))%R ->
  Un_cv (fun n => K n * (e0 n / q0 n))%R 0 ->
  Un_cv (fun n => K n * (e1 n / q1 n))%R 0 ->
  Un_cv (fun n => (x0 n * e0 n + x1 n * e1 n) / (x0 n * q0 n + x1 n * q1 n))%R 0.
Proof.
  Open Scope R_scope.
  intros H H1 H2 eps Heps.
  assert (Hp : 0 < eps / 2) by lra.
  destruct (H1 _ Hp) as [N1 HN1]. destruct (H2 _ Hp) as [N2 HN2].
  exists (max N (max N1 N2)). intros n Hn.
  destruct (H n ltac:(lia)) as (Q0 & Q1 & HD & HK & HC).
  pose proof (HN1 n ltac:(lia)) as B1. pose proof (HN2 n ltac:(lia)) as B2.
  unfold R_dist in *. rewrite Rminus_0_r in *. rewrite Rabs_mult in B1, B2.
  rewrite (Rabs_pos_eq (K n)) in B1, B2 by exact HK.
  set (D := x0 n * q0 n + x1 n * q1 n) in *.
  apply Rabs_pos_lt in HD.
  set (x := Rabs (e0 n / q0 n)) in *. set (y := Rabs (e1 n / q1 n)) in *.
  assert (Hx : 0 <= x) by apply Rabs_pos. assert (Hy : 0 <= y) by apply Rabs_pos.
  unfold Rdiv at 1. rewrite Rabs_mult, Rabs_inv.
  apply Rmult_lt_reg_r with (Rabs D); [exact HD|].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rle_lt_trans with ((Rabs (x0 n * q0 n) + Rabs (x1 n * q1 n)) * (x + y)).
  - replace (x0 n * e0 n + x1 n * e1 n) with ((x0 n * q0 n) * (e0 n / q0 n) + (x1 n * q1 n) * (e1 n / q1 n)) by (field; auto).
    eapply Rle_trans; [apply Rabs_triang|]. rewrite (Rabs_mult (x0 n * q0 n)), (Rabs_mult (x1 n * q1 n)).
    fold x. fold y.
    pose proof (Rabs_pos (x0 n * q0 n)) as P1. pose proof (Rabs_pos (x1 n * q1 n)) as P2.
    assert (Z1 : 0 <= Rabs (x0 n * q0 n) * y) by (apply Rmult_le_pos; assumption).
    assert (Z2 : 0 <= Rabs (x1 n * q1 n) * x) by (apply Rmult_le_pos; assumption).
    lra.
  - apply Rle_lt_trans with (K n * Rabs D * (x + y)).
    + apply Rmult_le_compat_r; [lra | exact HC].
    + replace (K n * Rabs D * (x + y)) with ((K n * x + K n * y) * Rabs D) by ring.
      apply Rmult_lt_compat_r; [exact HD | lra].
  Close Scope R_scope.
Qed.

(* 0 < sum and |x| + |y| <= K (x + y) from linear forms at the ends of a cone *)
Definition dominated (c : cone) (l : Z) (al be K : poly) (sg N : Z) : bool :=
  let low1 := comp (low1 c) l 0 in let low2 := comp (low2 c) l 0 in
  let up1 := comp (up1 c) l 0 in let up2 := comp (up2 c) l 0 in
  let sa := scale sg al in let sb := scale sg be in
  let both A B test := test (at_end low1 low2 A B) N && test (at_end up1 up2 A B) N in
  both sa sb pos && nonneg K N &&
  both (sub (mul K sa) al) (sub (mul K sb) be) nonneg &&
  both (add (mul K sa) al) (sub (mul K sb) be) nonneg &&
  both (sub (mul K sa) al) (add (mul K sb) be) nonneg &&
  both (add (mul K sa) al) (add (mul K sb) be) nonneg.

Lemma dominated_ok c a b l al be K sg N n v :
  cone_check c a b = true -> (1 <= l)%Z -> dominated c l al be K sg N = true ->
  N <= n -> Z.of_nat (from c) <= l * n -> inside c (l * n) v ->
  0 < sg * (ev al n * fst v + ev be n * snd v) /\ 0 <= ev K n /\
  Z.abs (ev al n * fst v) + Z.abs (ev be n * snd v) <= ev K n * (sg * (ev al n * fst v + ev be n * snd v)).
Proof.
  intros Hc Hl H Hn Hm I. unfold dominated in H. cbv beta zeta in H.
  apply andb_prop in H as [H G4]. apply andb_prop in H as [H G3]. apply andb_prop in H as [H G2].
  apply andb_prop in H as [H G1]. apply andb_prop in H as [G0 GK].
  pose proof (nonneg_ok _ _ n GK Hn) as KK.
  assert (T : forall A B, nonneg (at_end (comp (low1 c) l 0) (comp (low2 c) l 0) A B) N
                          && nonneg (at_end (comp (up1 c) l 0) (comp (up2 c) l 0) A B) N = true ->
              0 <= ev A n * fst v + ev B n * snd v).
  { intros A B G. apply andb_prop in G as [E1 E2].
    pose proof (nonneg_ok _ _ n E1 Hn) as F1. pose proof (nonneg_ok _ _ n E2 Hn) as F2.
    rewrite at_end_ok, !ev_comp, !Z.add_0_r in F1, F2.
    apply (form_both c a b Hc (l * n) v); auto. }
  apply T in G1, G2, G3, G4.
  rewrite ?ev_sub, ?ev_add, ?ev_mul, ?ev_scale in G1. rewrite ?ev_sub, ?ev_add, ?ev_mul, ?ev_scale in G2.
  rewrite ?ev_sub, ?ev_add, ?ev_mul, ?ev_scale in G3. rewrite ?ev_sub, ?ev_add, ?ev_mul, ?ev_scale in G4.
  split; [|split; [exact KK|]].
  - apply andb_prop in G0 as [E1 E2].
    pose proof (pos_ok _ _ n E1 Hn) as F1. pose proof (pos_ok _ _ n E2 Hn) as F2.
    rewrite at_end_ok, !ev_comp, !ev_scale, !Z.add_0_r in F1, F2.
    pose proof (form_strict c a b Hc (l * n) v _ _ Hm I F1 F2). lia.
  - set (X := ev al n * fst v) in *. set (Y := ev be n * snd v) in *.
    replace (ev K n * (sg * (X + Y))) with (ev K n * sg * X + ev K n * sg * Y) by ring.
    replace ((ev K n * (sg * ev al n) - ev al n) * fst v) with (ev K n * sg * X - X) in * by (unfold X; ring).
    replace ((ev K n * (sg * ev be n) - ev be n) * snd v) with (ev K n * sg * Y - Y) in * by (unfold Y; ring).
    replace ((ev K n * (sg * ev al n) + ev al n) * fst v) with (ev K n * sg * X + X) in * by (unfold X; ring).
    replace ((ev K n * (sg * ev be n) + ev be n) * snd v) with (ev K n * sg * Y + Y) in * by (unfold Y; ring).
    lia.
Qed.

Open Scope R_scope.
(* what falls by the factor 1 - 1/(K (m + y)) or faster tends to 0 *)
Lemma vanishing (V : nat -> R) (K m0 : nat) (y : R) : (1 <= K)%nat -> 1 <= y ->
  (forall m, (m0 <= m)%nat -> 0 <= V m /\ INR K * (INR m + y) * V (S m) <= (INR K * (INR m + y) - 1) * V m) -> Un_cv V 0.
Proof.
  intros HK Hy H. assert (PK : 1 <= INR K) by (apply (le_INR 1); exact HK).
  set (C := V m0 ^ K * (INR m0 + y)).
  assert (Step : forall m, (m0 <= m)%nat -> V (S m) ^ K * (INR m + 1 + y) <= V m ^ K * (INR m + y)).
  { intros m Hm. destruct (H m Hm) as [V0 V1]. destruct (H (S m) ltac:(lia)) as [V2 _].
    pose proof (pos_INR m) as Pm. set (k := INR K * (INR m + y)) in *.
    assert (Pk : 1 <= k) by (unfold k; nra).
    assert (Px : 0 < / k) by (apply Rinv_0_lt_compat; lra).
    assert (B : V (S m) * (1 + / k) <= V m).
    { apply Rmult_le_reg_l with k; [lra|]. replace (k * (V (S m) * (1 + / k))) with (k * V (S m) + V (S m)) by (field; lra).
      assert (V (S m) <= V m).
      { apply Rmult_le_reg_l with k; [lra|]. nra. }
      nra. }
    pose proof (Rfunctions.poly K (/ k) Px) as Bern.
    assert (E : INR K * / k = / (INR m + y)) by (unfold k; field; lra). rewrite E in Bern.
    assert (Q : V (S m) ^ K * (1 + / k) ^ K <= V m ^ K).
    { rewrite <- Rpow_mult_distr. apply pow_incr. split; [apply Rmult_le_pos; lra | exact B]. }
    assert (V3 : 0 <= V (S m) ^ K) by (apply pow_le; exact V2).
    apply Rle_trans with (V (S m) ^ K * (1 + / k) ^ K * (INR m + y)).
    - rewrite Rmult_assoc. apply Rmult_le_compat_l; [exact V3|].
      apply Rle_trans with ((1 + / (INR m + y)) * (INR m + y)); [right; field; lra|]. apply Rmult_le_compat_r; lra.
    - apply Rmult_le_compat_r; lra. }
  assert (G : forall m, (m0 <= m)%nat -> V m ^ K * (INR m + y) <= C).
  { intros m Hm; induction Hm as [|m Hm IH]; [apply Rle_refl|]. rewrite S_INR. eapply Rle_trans; [apply Step; exact Hm | exact IH]. }
  intros eps He. assert (PE : 0 < eps ^ K) by (apply pow_lt; exact He).
  destruct (archimed (C / eps ^ K)) as [A _]. exists (max m0 (Z.to_nat (up (C / eps ^ K)))). intros m Hm.
  destruct (H m ltac:(lia)) as [V0 _]. unfold R_dist. rewrite Rminus_0_r, Rabs_pos_eq by exact V0.
  apply Rnot_le_lt; intro Hge. specialize (G m ltac:(lia)).
  assert (Q : C / eps ^ K < INR m + y).
  { apply Rlt_le_trans with (INR m); [|lra]. eapply Rlt_le_trans; [exact A|].
    apply Rle_trans with (INR (Z.to_nat (up (C / eps ^ K)))); [|apply le_INR; lia].
    rewrite INR_IZR_INZ. destruct (Z_le_gt_dec 0 (up (C / eps ^ K))) as [Hz|Hz].
    - rewrite Z2Nat.id by exact Hz. apply Rle_refl.
    - apply IZR_le. lia. }
  apply (Rmult_lt_compat_r (eps ^ K)) in Q; [|exact PE].
  replace (C / eps ^ K * eps ^ K) with C in Q by (field; lra).
  assert (eps ^ K <= V m ^ K) by (apply pow_incr; lra).
  pose proof (pos_INR m). assert ((INR m + y) * eps ^ K <= (INR m + y) * V m ^ K) by (apply Rmult_le_compat_l; lra). lra.
Qed.
Close Scope R_scope.

(** * A fraction with a cone: signs, rate, and images that are finite *)

Definition power_bound (d : nat) (m : nat) : R := (INR (S m) ^ d)%R.

Section Bounded.
Variable c : cone.
Variables a b : poly.
Hypothesis Hc : cone_check c a b = true.
Definition tau : Z := if 0 <? fst (denominators (ev a) (ev b) (from c)) then 1 else -1.
Hypothesis Hstart : insideb c (Z.of_nat (from c)) (times tau (denominators (ev a) (ev b) (from c))) = true.

Lemma tau_square : tau * tau = 1.
Proof. unfold tau; destruct (0 <? _); reflexivity. Qed.
Lemma tau_sign : tau = 1 \/ tau = -1.
Proof. unfold tau; destruct (0 <? _); auto. Qed.
Lemma denominators_inside m : (from c <= m)%nat -> inside c (Z.of_nat m) (times tau (denominators (ev a) (ev b) m)).
Proof.
  intro Hm. unfold denominators. rewrite times_row. apply (cone_all c a b Hc _ (from c) m); auto.
  rewrite <- times_row. apply insideb_ok. exact Hstart.
Qed.
Lemma denominators_positive m : (from c <= m)%nat ->
  0 < tau * fst (denominators (ev a) (ev b) m) /\ 0 < tau * snd (denominators (ev a) (ev b) m).
Proof.
  intro Hm. pose proof (denominators_inside m Hm) as I.
  split; [exact (proj1 I)|]. exact (second_positive c a b Hc (Z.of_nat m) _ ltac:(lia) I).
Qed.
Lemma denom_nonzero m : (from c <= m)%nat -> denom (ev a) (ev b) m <> 0.
Proof. intros Hm E. pose proof (denominators_positive m Hm) as [_ H]. unfold denom in E. rewrite E in H. lia. Qed.

Definition casorati (m : nat) : Z :=
  numer (ev a) (ev b) m * denom (ev a) (ev b) (S m) - numer (ev a) (ev b) (S m) * denom (ev a) (ev b) m.
Lemma casorati_next m : casorati (S m) = - ev b (Z.of_nat m + 2) * casorati m.
Proof.
  unfold casorati, numer, denom, numerators, denominators.
  set (v := row (ev a) (ev b) (1, ev a 0)). set (w := row (ev a) (ev b) (0, 1)).
  change (v (S (S m))) with (step (ev a (Z.of_nat (S (S m)))) (ev b (Z.of_nat (S (S m)))) (v (S m))).
  change (w (S (S m))) with (step (ev a (Z.of_nat (S (S m)))) (ev b (Z.of_nat (S (S m)))) (w (S m))).
  unfold step; cbn [fst snd]. unfold v, w. rewrite !fst_row.
  replace (Z.of_nat (S (S m))) with (Z.of_nat m + 2) by lia. ring.
Qed.

(* X(m) gap(m) >= Y(m) gap(m + 1), seen from the bounds *)
Definition low_product : poly := mul (comp (low1 c) 1 1) (comp (low1 c) 1 2).
Definition high_product : poly := mul (comp b 1 2) (mul (comp (low2 c) 1 1) (comp (low2 c) 1 2)).
Definition falls_check (X Y : poly) (m1 : nat) : bool :=
  nonneg (sub (mul X low_product) (mul Y high_product)) (Z.of_nat m1)
  && nonneg (add (mul X low_product) (mul Y high_product)) (Z.of_nat m1) && nonneg Y (Z.of_nat m1) && (from c <=? m1)%nat.
Definition rate_check (d : nat) (shift : Z) (steps m1 : nat) : bool :=
  match d with
  | O => true
  | S _ =>
    let K := Z.of_nat steps in
    falls_check (scale K (power [shift; 1] (S d))) (mul [K * (shift + 1) + 1; K] (power [shift + 1; 1] d)) m1
    && (2 <=? shift) && (1 <=? steps)%nat
  end.

Section Rate.
Variable L : R.
Hypothesis HL : converges (ev a) (ev b) L.
Definition x (m : nat) : R := (IZR (numer (ev a) (ev b) m) / IZR (denom (ev a) (ev b) m))%R.
Lemma x_tends : Un_cv x L.
Proof. exact (proj2 HL). Qed.

Lemma low_ratio m : (from c <= m)%nat ->
  ev (low1 c) (Z.of_nat m + 1) * ev (low1 c) (Z.of_nat m + 2) * Z.abs (denom (ev a) (ev b) m) <=
  ev (low2 c) (Z.of_nat m + 1) * ev (low2 c) (Z.of_nat m + 2) * Z.abs (denom (ev a) (ev b) (S (S m))).
Proof.
  intro Hm.
  pose proof (denominators_inside (S m) ltac:(lia)) as I1.
  pose proof (denominators_inside (S (S m)) ltac:(lia)) as I2.
  destruct (cone_positive c a b Hc (Z.of_nat m + 1) ltac:(lia)) as (P1 & P2 & _).
  destruct (cone_positive c a b Hc (Z.of_nat m + 2) ltac:(lia)) as (P3 & P4 & _).
  replace (Z.of_nat (S m)) with (Z.of_nat m + 1) in I1 by lia.
  replace (Z.of_nat (S (S m))) with (Z.of_nat m + 2) in I2 by lia.
  destruct I1 as (U & I1 & _). destruct I2 as (V & I2 & _). unfold times in *; cbn [fst snd] in *.
  unfold denominators in *. rewrite !fst_row in *. fold (denominators (ev a) (ev b)) in *.
  pose proof (denominators_positive (S (S m)) ltac:(lia)) as [_ W].
  unfold denominators in W. fold (denominators (ev a) (ev b)) in W.
  unfold denom. fold (denominators (ev a) (ev b)) in *.
  set (q0 := snd (denominators (ev a) (ev b) m)) in *.
  set (q1 := snd (denominators (ev a) (ev b) (S m))) in *.
  set (q2 := snd (denominators (ev a) (ev b) (S (S m)))) in *.
  assert (A0 : Z.abs q0 = tau * q0) by (destruct tau_sign as [E|E]; rewrite E in *; lia).
  assert (A2 : Z.abs q2 = tau * q2) by (destruct tau_sign as [E|E]; rewrite E in *; lia).
  rewrite A0, A2.
  set (l1 := ev (low1 c) (Z.of_nat m + 1)) in *. set (l2 := ev (low2 c) (Z.of_nat m + 1)) in *.
  set (k1 := ev (low1 c) (Z.of_nat m + 2)) in *. set (k2 := ev (low2 c) (Z.of_nat m + 2)) in *.
  apply Z.le_trans with (k1 * (l2 * (tau * q1))).
  - replace (l1 * k1 * (tau * q0)) with (k1 * (l1 * (tau * q0))) by ring.
    apply Z.mul_le_mono_nonneg_l; [lia | exact I1].
  - replace (k1 * (l2 * (tau * q1))) with (l2 * (k1 * (tau * q1))) by ring.
    replace (l2 * k2 * (tau * q2)) with (l2 * (k2 * (tau * q2))) by ring.
    apply Z.mul_le_mono_nonneg_l; [lia | exact I2].
Qed.

Open Scope R_scope.
Definition gap (m : nat) : R := Rabs (x m - x (S m)).
Lemma gap_casorati m : (from c <= m)%nat ->
  gap m * (Rabs (IZR (denom (ev a) (ev b) m)) * Rabs (IZR (denom (ev a) (ev b) (S m)))) = Rabs (IZR (casorati m)).
Proof.
  intro Hm. unfold gap, x, casorati. rewrite <- !Rabs_mult. f_equal.
  rewrite minus_IZR, !mult_IZR. field.
  split; apply not_0_IZR, denom_nonzero; lia.
Qed.

Lemma gap_ratio m : (from c <= m)%nat ->
  IZR (ev (low1 c) (Z.of_nat m + 1) * ev (low1 c) (Z.of_nat m + 2)) * gap (S m) <=
  IZR (Z.abs (ev b (Z.of_nat m + 2)) * (ev (low2 c) (Z.of_nat m + 1) * ev (low2 c) (Z.of_nat m + 2))) * gap m.
Proof.
  intro Hm. pose proof (low_ratio m Hm) as S1. apply IZR_le in S1.
  pose proof (gap_casorati m Hm) as G0. pose proof (gap_casorati (S m) ltac:(lia)) as G1.
  rewrite casorati_next, mult_IZR, opp_IZR, Rabs_mult, Rabs_Ropp, <- G0 in G1.
  rewrite !mult_IZR, !abs_IZR in *.
  assert (P1 : 0 < Rabs (IZR (denom (ev a) (ev b) (S m)))) by (apply Rabs_pos_lt, not_0_IZR, denom_nonzero; lia).
  assert (P2 : 0 < Rabs (IZR (denom (ev a) (ev b) (S (S m))))) by (apply Rabs_pos_lt, not_0_IZR, denom_nonzero; lia).
  set (B := Rabs (IZR (ev b (Z.of_nat m + 2)))) in *. assert (PB : 0 <= B) by apply Rabs_pos.
  set (q0 := Rabs (IZR (denom (ev a) (ev b) m))) in *.
  set (q1 := Rabs (IZR (denom (ev a) (ev b) (S m)))) in *.
  set (q2 := Rabs (IZR (denom (ev a) (ev b) (S (S m))))) in *.
  set (g0 := gap m) in *. set (g1 := gap (S m)) in *. assert (PG : 0 <= g0) by apply Rabs_pos.
  set (lo := IZR (ev (low1 c) (Z.of_nat m + 1)) * IZR (ev (low1 c) (Z.of_nat m + 2))) in *.
  set (hi := IZR (ev (low2 c) (Z.of_nat m + 1)) * IZR (ev (low2 c) (Z.of_nat m + 2))) in *.
  apply Rmult_le_reg_r with (q1 * q2); [apply Rmult_lt_0_compat; assumption|].
  replace (lo * g1 * (q1 * q2)) with (lo * (g1 * (q1 * q2))) by ring. rewrite G1.
  replace (lo * (B * (g0 * (q0 * q1)))) with (B * g0 * q1 * (lo * q0)) by ring.
  replace (B * hi * g0 * (q1 * q2)) with (B * g0 * q1 * (hi * q2)) by ring.
  apply Rmult_le_compat_l; [|exact S1].
  apply Rmult_le_pos; [apply Rmult_le_pos; assumption | lra].
Qed.

Lemma gap_falls X Y m1 m : falls_check X Y m1 = true -> (m1 <= m)%nat ->
  IZR (ev Y (Z.of_nat m)) * gap (S m) <= IZR (ev X (Z.of_nat m)) * gap m.
Proof.
  intros H Hm. unfold falls_check in H. apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3].
  apply andb_prop in H as [H1 H2]. apply Nat.leb_le in H4.
  pose proof (nonneg_ok _ _ (Z.of_nat m) H1 ltac:(lia)) as E1. pose proof (nonneg_ok _ _ (Z.of_nat m) H2 ltac:(lia)) as E2.
  pose proof (nonneg_ok _ _ (Z.of_nat m) H3 ltac:(lia)) as PY.
  rewrite ev_sub in E1. rewrite ev_add in E2. unfold low_product, high_product in E1, E2. rewrite !ev_mul, !ev_comp in E1, E2.
  replace (1 * Z.of_nat m + 1)%Z with (Z.of_nat m + 1)%Z in * by ring.
  replace (1 * Z.of_nat m + 2)%Z with (Z.of_nat m + 2)%Z in * by ring.
  pose proof (gap_ratio m ltac:(lia)) as G.
  destruct (cone_positive c a b Hc (Z.of_nat m + 1)%Z ltac:(lia)) as (P1 & P2 & _).
  destruct (cone_positive c a b Hc (Z.of_nat m + 2)%Z ltac:(lia)) as (P3 & P4 & _).
  set (lo := (ev (low1 c) (Z.of_nat m + 1) * ev (low1 c) (Z.of_nat m + 2))%Z) in *.
  set (hi := (ev (low2 c) (Z.of_nat m + 1) * ev (low2 c) (Z.of_nat m + 2))%Z) in *.
  set (bb := ev b (Z.of_nat m + 2)) in *. set (x1 := ev X (Z.of_nat m)) in *. set (y1 := ev Y (Z.of_nat m)) in *.
  assert (S2 : (y1 * (Z.abs bb * hi) <= x1 * lo)%Z) by (destruct (Z.abs_spec bb) as [[_ ->]|[_ ->]]; lia).
  assert (PL : 0 < IZR lo) by (apply (IZR_lt 0), Z.mul_pos_pos; assumption).
  apply IZR_le in S2. rewrite (mult_IZR y1), (mult_IZR x1) in S2. apply (IZR_le 0) in PY. assert (PG : 0 <= gap m) by apply Rabs_pos.
  apply Rmult_le_reg_l with (IZR lo); [exact PL|].
  apply Rle_trans with (IZR y1 * (IZR (Z.abs bb * hi) * gap m)).
  - replace (IZR lo * (IZR y1 * gap (S m))) with (IZR y1 * (IZR lo * gap (S m))) by ring. apply Rmult_le_compat_l; assumption.
  - replace (IZR y1 * (IZR (Z.abs bb * hi) * gap m)) with (IZR y1 * IZR (Z.abs bb * hi) * gap m) by ring.
    replace (IZR lo * (IZR x1 * gap m)) with (IZR x1 * IZR lo * gap m) by ring. apply Rmult_le_compat_r; assumption.
Qed.

(* (m + s)^(d+1) times the gaps tends to 0 and has falls that sum up the errors: so do the errors, times (m + 1)^d *)
Lemma summed (d K : nat) (s : R) (m1 : nat) : 2 <= s -> (1 <= K)%nat ->
  (forall m, (m1 <= m)%nat ->
     (INR K * (INR m + s + 1) + 1) * ((INR m + s + 1) ^ d * gap (S m)) <= INR K * (INR m + s) * ((INR m + s) ^ d * gap m)) ->
  Un_cv (fun m => power_bound d m * Rabs (x m - L)) 0.
Proof.
  intros Hs HK Hg. assert (PK : 1 <= INR K) by (apply (le_INR 1); exact HK).
  set (g := fun m => (INR m + s) ^ d * gap m). set (h := fun m => (INR m + s) * g m).
  assert (Pg : forall m, 0 <= g m).
  { intro m. apply Rmult_le_pos; [apply pow_le; pose proof (pos_INR m); lra | apply Rabs_pos]. }
  assert (Pa : forall m, 2 <= INR m + s) by (intro m; pose proof (pos_INR m); lra).
  assert (Step : forall m, (m1 <= m)%nat -> INR K * h (S m) + g (S m) <= INR K * h m).
  { intros m Hm. specialize (Hg m Hm). unfold h, g. rewrite !S_INR. replace (INR m + 1 + s) with (INR m + s + 1) by ring.
    set (G0 := (INR m + s) ^ d * gap m) in *. set (G1 := (INR m + s + 1) ^ d * gap (S m)) in *. lra. }
  assert (H0 : Un_cv h 0).
  { assert (PI : 0 < / INR K) by (apply Rinv_0_lt_compat; lra).
    apply (vanishing h K m1 (s + 1 + / INR K)); [exact HK | lra |]. intros m Hm.
    split; [apply Rmult_le_pos; [specialize (Pa m); lra | apply Pg]|].
    specialize (Step m Hm). assert (Eh : h (S m) = (INR m + s + 1) * g (S m)) by (unfold h; rewrite S_INR; ring).
    assert (E2 : INR K * (INR m + (s + 1)) * h (S m) + h (S m) <= INR K * (INR m + (s + 1)) * h m).
    { specialize (Pa m). apply Rle_trans with ((INR m + s + 1) * (INR K * h (S m) + g (S m))); [rewrite Eh; right; ring|].
      replace (INR K * (INR m + (s + 1)) * h m) with ((INR m + s + 1) * (INR K * h m)) by ring. apply Rmult_le_compat_l; lra. }
    replace (INR K * (INR m + (s + 1 + / INR K))) with (INR K * (INR m + (s + 1)) + 1) by (field; lra). lra. }
  assert (T : forall m k, (m1 <= m)%nat -> (INR m + s) ^ d * Rabs (x m - x (m + k)%nat) <= g m + INR K * h m - INR K * h (m + k)%nat - g (m + k)%nat).
  { intros m k Hm. induction k as [|k IH].
    - rewrite Nat.add_0_r. unfold Rminus at 1. rewrite Rplus_opp_r, Rabs_R0. lra.
    - pose proof (pos_INR m) as Pm. rewrite Nat.add_succ_r. specialize (Step (m + k)%nat ltac:(lia)).
      assert (Tr : Rabs (x m - x (S (m + k))) <= Rabs (x m - x (m + k)%nat) + gap (m + k)).
      { unfold gap. eapply Rle_trans; [|apply Rabs_triang]. right. f_equal. ring. }
      assert (P : 0 <= (INR m + s) ^ d) by (apply pow_le; lra).
      assert (Q : (INR m + s) ^ d * gap (m + k) <= g (m + k)%nat).
      { apply Rmult_le_compat_r; [apply Rabs_pos|]. apply pow_incr. rewrite plus_INR. pose proof (pos_INR k). lra. }
      apply (Rmult_le_compat_l ((INR m + s) ^ d)) in Tr; [|exact P]. rewrite Rmult_plus_distr_l in Tr. lra. }
  assert (B : forall m, (m1 <= m)%nat -> (INR m + s) ^ d * Rabs (x m - L) <= (1 + INR K) * h m).
  { intros m Hm. pose proof (pos_INR m) as Pm.
    assert (Gh : g m <= h m) by (unfold h; specialize (Pa m); specialize (Pg m); nra).
    apply Rnot_lt_le; intro Hlt. set (over := (INR m + s) ^ d * Rabs (x m - L) - (1 + INR K) * h m).
    assert (Po : 0 < over) by (unfold over; lra). assert (PP : 0 < (INR m + s) ^ d) by (apply pow_lt; lra).
    destruct (x_tends (over / (INR m + s) ^ d) ltac:(apply Rdiv_lt_0_compat; assumption)) as [M HM].
    specialize (HM (m + M)%nat ltac:(lia)). unfold R_dist in HM. specialize (T m M Hm).
    assert (HM2 : (INR m + s) ^ d * Rabs (x (m + M)%nat - L) < over).
    { apply (Rmult_lt_compat_l ((INR m + s) ^ d)) in HM; [|exact PP].
      replace ((INR m + s) ^ d * (over / (INR m + s) ^ d)) with over in HM by (field; lra). exact HM. }
    assert (Tr : Rabs (x m - L) <= Rabs (x m - x (m + M)%nat) + Rabs (x (m + M)%nat - L)).
    { eapply Rle_trans; [|apply Rabs_triang]. right; f_equal; ring. }
    apply (Rmult_le_compat_l ((INR m + s) ^ d)) in Tr; [|lra]. rewrite Rmult_plus_distr_l in Tr.
    assert (0 <= INR K * h (m + M)%nat).
    { apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [specialize (Pa (m + M)%nat); lra | apply Pg]. }
    specialize (Pg (m + M)%nat). unfold over in HM2. lra. }
  intros eps He. destruct (H0 (eps / (1 + INR K)) ltac:(apply Rdiv_lt_0_compat; lra)) as [M HM].
  exists (max m1 M). intros m Hm. specialize (HM m ltac:(lia)). unfold R_dist in *. rewrite Rminus_0_r in *.
  pose proof (pos_INR m) as Pm. specialize (B m ltac:(lia)). pose proof (Rle_abs (h m)).
  assert (P0 : 0 <= power_bound d m) by (apply pow_le, pos_INR).
  rewrite Rabs_pos_eq by (apply Rmult_le_pos; [exact P0 | apply Rabs_pos]).
  apply Rle_lt_trans with ((INR m + s) ^ d * Rabs (x m - L)).
  { apply Rmult_le_compat_r; [apply Rabs_pos|]. unfold power_bound. apply pow_incr. rewrite S_INR. lra. }
  eapply Rle_lt_trans; [exact B|]. apply (Rmult_lt_compat_l (1 + INR K)) in HM; [|lra].
  replace ((1 + INR K) * (eps / (1 + INR K))) with eps in HM by (field; lra).
  apply Rle_lt_trans with ((1 + INR K) * Rabs (h m)); [apply Rmult_le_compat_l; lra | exact HM].
Qed.

(* where b >= 0 the errors alternate in sign and are at most the gap: gaps that fall like (m + shift)^-(d + 1/2) do *)
Lemma opposite (D E : R) : D * E <= 0 -> Rabs E <= Rabs D -> Rabs (D + E) <= Rabs D /\ 0 <= D * (D + E).
Proof.
  intros H1 H2. unfold Rabs in *. destruct (Rcase_abs D), (Rcase_abs E), (Rcase_abs (D + E)); split; nra.
Qed.

Definition alternating_check (d : nat) (shift : Z) (steps m1 : nat) : bool :=
  let K := Z.of_nat steps in
  nonneg (comp b 1 2) (Z.of_nat m1) && falls_check [1%Z] [1%Z] m1
  && falls_check (mul [K * shift - 1; K]%Z (power [shift; 1%Z] d)) (mul [K * shift; K]%Z (power [(shift + 1)%Z; 1%Z] d)) m1
  && (2 <=? shift)%Z && (1 <=? steps)%nat.

Section Alternating.
Variables (d steps m1 : nat) (shift : Z).
Hypothesis Alt : alternating_check d shift steps m1 = true.

Lemma alternating_parts :
  (from c <= m1)%nat /\ 2 <= IZR shift /\ (1 <= steps)%nat /\ forall m, (m1 <= m)%nat ->
  (0 <= ev b (Z.of_nat m + 2))%Z /\ gap (S m) <= gap m /\
  INR steps * (INR m + IZR shift) * ((INR m + IZR shift + 1) ^ d * gap (S m)) <=
    (INR steps * (INR m + IZR shift) - 1) * ((INR m + IZR shift) ^ d * gap m).
Proof.
  pose proof Alt as H. unfold alternating_check in H. cbv zeta in H.
  apply andb_prop in H as [H H5]. apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3].
  apply andb_prop in H as [H1 H2]. apply Nat.leb_le in H5. apply Z.leb_le in H4.
  assert (F : (from c <= m1)%nat) by (unfold falls_check in H2; apply andb_prop in H2 as [_ H2]; apply Nat.leb_le in H2; exact H2).
  split; [exact F|]. split; [apply (IZR_le 2); exact H4|]. split; [exact H5|]. intros m Hm.
  pose proof (nonneg_ok _ _ (Z.of_nat m) H1 ltac:(lia)) as E1. rewrite ev_comp in E1.
  replace (1 * Z.of_nat m + 2)%Z with (Z.of_nat m + 2)%Z in E1 by ring.
  split; [exact E1|].
  pose proof (gap_falls _ _ m1 m H2 Hm) as G2. pose proof (gap_falls _ _ m1 m H3 Hm) as G3. cbn [ev] in G2. rewrite !ev_mul, !ev_power in G3. cbn [ev] in G3.
  replace (1 + Z.of_nat m * 0)%Z with 1%Z in * by ring. replace (Z.of_nat steps + Z.of_nat m * 0)%Z with (Z.of_nat steps) in G3 by ring.
  split; [lra|].
  assert (Pw : forall z : Z, IZR (z ^ Z.of_nat d) = IZR z ^ d) by (intro z; symmetry; apply pow_IZR).
  rewrite ?mult_IZR, ?Pw, ?plus_IZR, ?mult_IZR, ?minus_IZR, ?mult_IZR in G3. rewrite <- !INR_IZR_INZ in G3.
  replace (IZR shift + INR m * 1) with (INR m + IZR shift) in G3 by ring.
  replace (IZR shift + 1 + INR m * 1) with (INR m + IZR shift + 1) in G3 by ring.
  set (u := (INR m + IZR shift) ^ d) in *. set (w := (INR m + IZR shift + 1) ^ d) in *. lra.
Qed.

Lemma opposite_gaps m : (m1 <= m)%nat -> (x m - x (S m)) * (x (S m) - x (S (S m))) <= 0.
Proof.
  intro Hm. destruct alternating_parts as (Hf & _ & _ & P). destruct (P m Hm) as (Bp & _).
  pose proof (casorati_next m) as E. apply (f_equal IZR) in E. rewrite mult_IZR, opp_IZR in E. unfold casorati in E.
  rewrite !minus_IZR, !mult_IZR in E.
  pose proof (denominators_positive m ltac:(lia)) as [_ T0]. pose proof (denominators_positive (S (S m)) ltac:(lia)) as [_ T2].
  fold (denom (ev a) (ev b) m) in T0. fold (denom (ev a) (ev b) (S (S m))) in T2.
  assert (Q02 : (0 < denom (ev a) (ev b) m * denom (ev a) (ev b) (S (S m)))%Z).
  { destruct tau_sign as [Es|Es]; rewrite Es in *; nia. }
  apply (IZR_lt 0) in Q02. rewrite mult_IZR in Q02.
  assert (N1 : IZR (denom (ev a) (ev b) (S m)) <> 0) by (apply not_0_IZR, denom_nonzero; lia).
  assert (N0 : IZR (denom (ev a) (ev b) m) <> 0) by (intro Z0; rewrite Z0, Rmult_0_l in Q02; lra).
  assert (N2 : IZR (denom (ev a) (ev b) (S (S m))) <> 0) by (intro Z0; rewrite Z0, Rmult_0_r in Q02; lra).
  apply (IZR_le 0) in Bp. unfold x.
  set (p0 := IZR (numer (ev a) (ev b) m)) in *. set (p1 := IZR (numer (ev a) (ev b) (S m))) in *.
  set (p2 := IZR (numer (ev a) (ev b) (S (S m)))) in *. set (q0 := IZR (denom (ev a) (ev b) m)) in *.
  set (q1 := IZR (denom (ev a) (ev b) (S m))) in *. set (q2 := IZR (denom (ev a) (ev b) (S (S m)))) in *.
  set (B := IZR (ev b (Z.of_nat m + 2))) in *.
  set (k := p0 * q1 - p1 * q0) in *.
  replace ((p0 / q0 - p1 / q1) * (p1 / q1 - p2 / q2)) with (k * (p1 * q2 - p2 * q1) / (q0 * q2 * (q1 * q1)))
    by (unfold k; field; repeat split; assumption).
  rewrite E. replace (k * (- B * k) / (q0 * q2 * (q1 * q1))) with (- (B * (k * k) * / (q0 * q2 * (q1 * q1)))) by (field; repeat split; assumption).
  assert (0 < q1 * q1) by (apply Rsqr_pos_lt; exact N1).
  assert (0 <= B * (k * k) * / (q0 * q2 * (q1 * q1))).
  { apply Rmult_le_pos; [apply Rmult_le_pos; [exact Bp | apply Rle_0_sqr]|].
    apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; assumption. }
  lra.
Qed.

Lemma alternating_between k : forall m, (m1 <= m)%nat ->
  Rabs (x m - x (m + k)%nat) <= gap m /\ 0 <= (x m - x (S m)) * (x m - x (m + k)%nat).
Proof.
  induction k as [|k IH]; intros m Hm.
  - rewrite Nat.add_0_r. replace (x m - x m) with 0 by ring. rewrite Rabs_R0, Rmult_0_r. split; [apply Rabs_pos | lra].
  - destruct (IH (S m) ltac:(lia)) as [I1 I2]. destruct alternating_parts as (_ & _ & _ & P). destruct (P m Hm) as (_ & G & _).
    pose proof (opposite_gaps m Hm) as O. rewrite Nat.add_succ_r. rewrite Nat.add_succ_l in I1, I2.
    unfold gap in *. set (D := x m - x (S m)) in *. set (D' := x (S m) - x (S (S m))) in *.
    set (E' := x (S m) - x (S (m + k))) in *.
    replace (x m - x (S (m + k))) with (D + E') by (unfold D, E'; ring).
    apply opposite; [|lra].
    destruct (Req_dec D' 0) as [Z0|NZ].
    + rewrite Z0, Rabs_R0 in I1. pose proof (Rabs_pos E') as Pe. assert (A0 : Rabs E' = 0) by lra.
      destruct (Req_dec E' 0) as [->|Ne]; [lra|]. apply Rabs_no_R0 in Ne. lra.
    + assert (0 < D' * D') by (apply Rsqr_pos_lt; exact NZ). nra.
Qed.

Lemma alternating_error m : (m1 <= m)%nat -> Rabs (x m - L) <= gap m.
Proof.
  intro Hm. apply Rnot_lt_le; intro Hlt.
  destruct (x_tends (Rabs (x m - L) - gap m) ltac:(lra)) as [M HM].
  specialize (HM (m + M)%nat ltac:(lia)). unfold R_dist in HM.
  destruct (alternating_between M m Hm) as [B _].
  assert (Rabs (x m - L) <= Rabs (x m - x (m + M)%nat) + Rabs (x (m + M)%nat - L)).
  { eapply Rle_trans; [|apply Rabs_triang]. right; f_equal; ring. }
  lra.
Qed.

Theorem alternating_rate : Un_cv (fun m => power_bound d m * Rabs (x m - L)) 0.
Proof.
  destruct alternating_parts as (Hf & Hs & HK & P). set (s := IZR shift) in *.
  set (g := fun m => (INR m + s) ^ d * gap m).
  assert (G : Un_cv g 0).
  { apply (vanishing g steps m1 s); [exact HK | lra |]. intros m Hm. destruct (P m Hm) as (_ & _ & Q). unfold g. pose proof (pos_INR m).
    split; [apply Rmult_le_pos; [apply pow_le; lra | apply Rabs_pos]|].
    rewrite S_INR. replace (INR m + 1 + s) with (INR m + s + 1) by ring. exact Q. }
  intros eps He. destruct (G eps He) as [M HM]. exists (max m1 M). intros m Hm. specialize (HM m ltac:(lia)).
  unfold R_dist in *. rewrite Rminus_0_r in *. pose proof (pos_INR m). pose proof (Rle_abs (g m)).
  assert (P0 : 0 <= power_bound d m) by (apply pow_le, pos_INR).
  rewrite Rabs_pos_eq by (apply Rmult_le_pos; [exact P0 | apply Rabs_pos]).
  apply Rle_lt_trans with (g m); [|lra].
  apply Rmult_le_compat; [exact P0 | apply Rabs_pos | | apply alternating_error; lia].
  unfold power_bound. apply pow_incr. rewrite S_INR. lra.
Qed.
End Alternating.

Theorem rate d shift steps m1 : rate_check d shift steps m1 || alternating_check d shift steps m1 = true ->
  Un_cv (fun m => power_bound d m * Rabs (x m - L)) 0.
Proof.
  intro H. apply orb_prop in H as [H|H]; [|exact (alternating_rate _ _ _ _ H)]. destruct d as [|d].
  - intros eps He. destruct (x_tends eps He) as [M HM]. exists M; intros m Hm. specialize (HM m Hm).
    unfold power_bound, R_dist in *. rewrite Rminus_0_r, pow_O, Rmult_1_l, Rabs_Rabsolu. exact HM.
  - unfold rate_check in H. cbv zeta in H. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
    apply Z.leb_le in H2. apply Nat.leb_le in H3.
    apply (summed (S d) steps (IZR shift) m1); [apply (IZR_le 2); exact H2 | exact H3|].
    intros m Hm. pose proof (gap_falls _ _ m1 m H1 Hm) as G. rewrite ev_scale, ev_mul, !ev_power in G. cbn [ev] in G.
    assert (Pw : forall z e, IZR (z ^ Z.of_nat e) = IZR z ^ e) by (intros z e; symmetry; apply pow_IZR).
    replace (1 + Z.of_nat m * 0)%Z with 1%Z in G by ring. replace (Z.of_nat steps + Z.of_nat m * 0)%Z with (Z.of_nat steps) in G by ring.
    rewrite ?mult_IZR, ?Pw, ?plus_IZR, ?mult_IZR, ?plus_IZR in G. rewrite <- !INR_IZR_INZ in G.
    replace (IZR shift + INR m * 1) with (INR m + IZR shift) in G by ring.
    replace (IZR shift + 1 + INR m * 1) with (INR m + IZR shift + 1) in G by ring.
    replace ((INR m + IZR shift) ^ S (S d)) with ((INR m + IZR shift) * (INR m + IZR shift) ^ S d) in G by reflexivity.
    set (u := (INR m + IZR shift) ^ S d) in *. set (w := (INR m + IZR shift + 1) ^ S d) in *. lra.
Qed.
Close Scope R_scope.

(* another row stays away from 0: B w = sg q + z with z in the cone, on the side of sg q *)
Definition apart_check (t3 t4 sg B : Z) (m0 : nat) : bool :=
  let w := mix t3 (numerators (ev a) (ev b) m0) t4 (denominators (ev a) (ev b) m0) in
  let z := mix B w (- sg) (denominators (ev a) (ev b) m0) in
  (from c <=? m0)%nat && ((sg =? 1) || (sg =? -1)) && insideb c (Z.of_nat m0) (times (sg * tau) z) && (0 <? B).
Theorem apart t3 t4 sg B m0 : apart_check t3 t4 sg B m0 = true -> (IZR t3 * L + IZR t4 <> 0)%R.
Proof.
  intro H. unfold apart_check in H. cbv zeta in H.
  apply andb_prop in H as [H H4]. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
  apply Nat.leb_le in H1. apply Z.ltb_lt in H4.
  assert (Sg : sg = 1 \/ sg = -1) by (apply orb_prop in H2 as [H2|H2]; apply Z.eqb_eq in H2; auto).
  assert (A : forall m, (m0 <= m)%nat -> Z.abs (denom (ev a) (ev b) m) <= B * Z.abs (t3 * numer (ev a) (ev b) m + t4 * denom (ev a) (ev b) m)).
  { intros m Hm. apply insideb_ok in H3. unfold numerators, denominators in H3.
    rewrite <- !row_mix, times_row in H3.
    apply (cone_all c a b Hc _ m0 m H1 Hm) in H3. rewrite <- times_row, !row_mix in H3.
    apply (second_positive c a b Hc (Z.of_nat m) _ ltac:(lia)) in H3.
    unfold times, mix in H3; cbn [fst snd] in H3.
    fold (numerators (ev a) (ev b)) in H3. fold (denominators (ev a) (ev b)) in H3.
    pose proof (denominators_positive m ltac:(lia)) as [_ Q]. unfold numer, denom.
    set (p := snd (numerators (ev a) (ev b) m)) in *. set (q := snd (denominators (ev a) (ev b) m)) in *.
    set (w := t3 * p + t4 * q) in *. rewrite <- (Z.abs_eq B) by lia. rewrite <- Z.abs_mul.
    destruct Sg as [-> | ->]; destruct tau_sign as [E|E]; rewrite E in *; lia. }
  intro E.
  assert (HB : (0 < IZR B)%R) by (apply (IZR_lt 0); exact H4).
  set (T := (Rabs (IZR t3) + 1)%R). assert (PT : (0 < T)%R) by (unfold T; pose proof (Rabs_pos (IZR t3)); lra).
  destruct (x_tends (/ (IZR B * T))%R) as [M HM].
  { apply Rinv_0_lt_compat, Rmult_lt_0_compat; assumption. }
  set (m := max M (max m0 (from c))). specialize (HM m ltac:(lia)). specialize (A m ltac:(lia)).
  unfold R_dist in HM.
  pose proof (denom_nonzero m ltac:(lia)) as Q.
  apply IZR_le in A. rewrite mult_IZR, !abs_IZR, plus_IZR, !mult_IZR in A.
  set (p := IZR (numer (ev a) (ev b) m)) in *. set (q := IZR (denom (ev a) (ev b) m)) in *.
  assert (Q0 : (q <> 0)%R) by (apply not_0_IZR; exact Q).
  assert (Px : (IZR t3 * p + IZR t4 * q = IZR t3 * (x m - L) * q)%R).
  { assert (x m = (p / q)%R) as -> by reflexivity. replace (IZR t4) with (- (IZR t3 * L))%R by lra. field. exact Q0. }
  rewrite Px, !Rabs_mult in A.
  assert (PQ : (0 < Rabs q)%R) by (apply Rabs_pos_lt; exact Q0).
  assert (A2 : (1 <= IZR B * (Rabs (IZR t3) * Rabs (x m - L)))%R).
  { apply Rmult_le_reg_r with (Rabs q); [exact PQ|]. lra. }
  apply (Rmult_lt_compat_r (IZR B * T)) in HM; [|apply Rmult_lt_0_compat; assumption].
  rewrite Rinv_l in HM by (apply Rgt_not_eq, Rmult_lt_0_compat; assumption).
  assert (Rabs (IZR t3) * Rabs (x m - L) <= T * Rabs (x m - L))%R.
  { apply Rmult_le_compat_r; [apply Rabs_pos | unfold T; lra]. }
  assert (IZR B * (Rabs (IZR t3) * Rabs (x m - L)) <= IZR B * (T * Rabs (x m - L)))%R.
  { apply Rmult_le_compat_l; lra. }
  lra.
Qed.
End Rate.
End Bounded.

(** * A coboundary carries the value *)

Record coboundary := Coboundary {
  matrix_u : pmatrix; g_top : poly; g_bottom : poly;
  fold1 : nat; fold2 : nat;     (* M1 by fold1 steps is carried to M2 by fold2 steps *)
  before_start : nat;           (* U(n) is invertible for n > before_start *)
  looked_at : nat;              (* values looked at to see that nothing vanishes *)
  bounds : cone;                (* of the denominators of fraction 2 *)
  skipped : nat;                (* the convergents of fraction 1 used are fold1 n + skipped, ... *)
  since : nat; degree : nat;    (* |al q'| + |be q| <= C n^degree |al q' + be q| for n >= since *)
  signs : list (Z * Z);         (* the sign of al q' + be q, and C, for each of them *)
  rate_shift : Z; rate_steps : nat; rate_from : nat;
  side : Z; multiple : Z; apart_from : nat }.

Definition second (a b : poly) (n : nat) : matrix := (numerators (ev a) (ev b) n, denominators (ev a) (ev b) n).
Definition image (a1 b1 a2 b2 : poly) (c : coboundary) : matrix :=
  mm (mm (second a1 b1 (fold1 c * before_start c)) (evm (matrix_u c) (Z.of_nat (before_start c) + 1)))
     (adj (second a2 b2 (fold2 c * before_start c))).
Definition constant_power (C : Z) (d : nat) : poly := mul [C] (power [0; 1] d).

Definition coboundary_check (a1 b1 a2 b2 : poly) (c : coboundary) : bool :=
  let k := Z.of_nat (fold1 c) in let l := Z.of_nat (fold2 c) in
  let s := Z.of_nat (before_start c) in
  (1 <=? fold1 c)%nat && (1 <=? fold2 c)%nat && (1 <=? from (bounds c))%nat
  && msame (pscale (g_bottom c) (pmm (stride a1 b1 k (- k) (fold1 c)) (ahead (matrix_u c))))
           (pscale (g_top c) (pmm (matrix_u c) (stride a2 b2 l (- l) (fold2 c))))
  && never_zero (g_top c) (s + 1) (looked_at c) && never_zero (g_bottom c) (s + 1) (looked_at c)
  && never_zero (pdet (ahead (matrix_u c))) s (looked_at c)
  && negb (det (second a2 b2 (fold2 c * before_start c)) =? 0)
  && cone_check (bounds c) a2 b2
  && insideb (bounds c) (Z.of_nat (from (bounds c))) (times (tau (bounds c) a2 b2) (denominators (ev a2) (ev b2) (from (bounds c))))
  && (before_start c <=? since c)%nat && (from (bounds c) <=? fold2 c * since c)%nat
  && (length (signs c) =? fold1 c)%nat
  && forallb (fun i =>
       let w := weights a1 b1 (matrix_u c) (fold1 c) (skipped c + i) in
       let sc := nth i (signs c) (0, 0) in
       (0 <=? snd sc) && ((fst sc =? 1) || (fst sc =? -1))
       && dominated (bounds c) l (fst w) (snd w) (constant_power (snd sc) (degree c)) (fst sc) (Z.of_nat (since c)))
     (seq 0 (fold1 c))
  && (rate_check (bounds c) b2 (degree c) (rate_shift c) (rate_steps c) (rate_from c)
      || alternating_check (bounds c) b2 (degree c) (rate_shift c) (rate_steps c) (rate_from c))
  && apart_check (bounds c) a2 b2 (fst (snd (image a1 b1 a2 b2 c))) (snd (snd (image a1 b1 a2 b2 c)))
       (side c) (multiple c) (apart_from c).

Lemma adj_vm v m : vm (vm v (adj m)) m = times (det m) v.
Proof. destruct m as [[? ?] [? ?]], v. unfold adj, vm, det, times; cbn [fst snd]. f_equal; ring. Qed.

Lemma all_below (k : nat) (P : nat -> nat -> Prop) :
  (forall i M M', (M <= M')%nat -> P i M -> P i M') ->
  (forall i, (i < k)%nat -> exists M, P i M) -> exists M, forall i, (i < k)%nat -> P i M.
Proof.
  intros Hm; induction k as [|k IH]; intro H; [exists O; lia|].
  destruct IH as [M HM]; [intros i Hi; apply H; lia|]. destruct (H k ltac:(lia)) as [M' HM'].
  exists (max M M'). intros i Hi. destruct (Nat.eq_dec i k) as [->|Hne].
  - eapply Hm; [|exact HM']. lia.
  - eapply Hm; [|apply HM]; lia.
Qed.

Open Scope R_scope.
Lemma cv_const (y : R) : Un_cv (fun _ => y) y.
Proof. intros e He. exists O. intros n _. unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0; auto. Qed.
Lemma Un_cv_ext (f g : nat -> R) y : (forall n, f n = g n) -> Un_cv f y -> Un_cv g y.
Proof. intros E Hf e He. destruct (Hf e He) as [M HM]. exists M. intros n Hn. rewrite <- E. auto. Qed.
Lemma quotient_cv (f g : nat -> R) y z : Un_cv f y -> Un_cv g z -> z <> 0 -> Un_cv (fun n => f n / g n) (y / z).
Proof.
  intros Hf Hg Hz. apply CV_mult; [exact Hf|].
  intros e He. pose proof (Rabs_pos_lt z Hz) as Pz.
  destruct (Hg (Rabs z / 2) ltac:(lra)) as [M1 H1].
  assert (Pe : 0 < e * (Rabs z * Rabs z / 2)).
  { apply Rmult_lt_0_compat; [exact He|]. assert (0 < Rabs z * Rabs z) by (apply Rmult_lt_0_compat; exact Pz). lra. }
  destruct (Hg _ Pe) as [M2 H2]. exists (max M1 M2). intros n Hn.
  specialize (H1 n ltac:(lia)). specialize (H2 n ltac:(lia)). unfold R_dist in *.
  assert (Lo : Rabs z / 2 < Rabs (g n)).
  { pose proof (Rabs_triang (g n) (z - g n)) as Tr. replace (g n + (z - g n)) with z in Tr by ring.
    rewrite (Rabs_minus_sym z) in Tr. lra. }
  assert (Gn : g n <> 0) by (intro E; rewrite E, Rabs_R0 in Lo; lra).
  replace (/ g n - / z) with ((z - g n) * (/ g n * / z)) by (field; split; assumption).
  rewrite !Rabs_mult, !Rabs_inv, (Rabs_minus_sym z).
  apply Rmult_lt_reg_r with (Rabs (g n) * Rabs z); [apply Rmult_lt_0_compat; lra|].
  replace (Rabs (g n - z) * (/ Rabs (g n) * / Rabs z) * (Rabs (g n) * Rabs z)) with (Rabs (g n - z)) by (field; lra).
  eapply Rlt_trans; [exact H2|]. apply Rmult_lt_compat_l; [exact He|]. 
  replace (Rabs z * Rabs z / 2) with (Rabs z / 2 * Rabs z) by field. apply Rmult_lt_compat_r; assumption.
Qed.
Close Scope R_scope.

Section Carry.
Variables a1 b1 a2 b2 : poly.
Variable c : coboundary.
Hypothesis H : coboundary_check a1 b1 a2 b2 c = true.
Variable L : R.
Hypothesis HL : converges (ev a2) (ev b2) L.

Local Notation k := (fold1 c).
Local Notation l := (fold2 c).
Local Notation s := (before_start c).
Local Notation X := (x a2 b2).

Lemma parts :
  ((1 <= k)%nat /\ (1 <= l)%nat /\ (1 <= from (bounds c))%nat) /\
  msame (pscale (g_bottom c) (pmm (stride a1 b1 (Z.of_nat k) (- Z.of_nat k) k) (ahead (matrix_u c))))
        (pscale (g_top c) (pmm (matrix_u c) (stride a2 b2 (Z.of_nat l) (- Z.of_nat l) l))) = true /\
  (never_zero (g_top c) (Z.of_nat s + 1) (looked_at c) = true /\ never_zero (g_bottom c) (Z.of_nat s + 1) (looked_at c) = true /\
   never_zero (pdet (ahead (matrix_u c))) (Z.of_nat s) (looked_at c) = true /\ det (second a2 b2 (l * s)) <> 0) /\
  (cone_check (bounds c) a2 b2 = true /\
   insideb (bounds c) (Z.of_nat (from (bounds c))) (times (tau (bounds c) a2 b2) (denominators (ev a2) (ev b2) (from (bounds c)))) = true) /\
  ((s <= since c)%nat /\ (from (bounds c) <= l * since c)%nat) /\
  (forall i, (i < k)%nat ->
     0 <= snd (nth i (signs c) (0, 0)) /\ (fst (nth i (signs c) (0, 0)) = 1 \/ fst (nth i (signs c) (0, 0)) = -1) /\
     dominated (bounds c) (Z.of_nat l) (fst (weights a1 b1 (matrix_u c) k (skipped c + i))) (snd (weights a1 b1 (matrix_u c) k (skipped c + i)))
       (constant_power (snd (nth i (signs c) (0, 0))) (degree c)) (fst (nth i (signs c) (0, 0))) (Z.of_nat (since c)) = true) /\
  rate_check (bounds c) b2 (degree c) (rate_shift c) (rate_steps c) (rate_from c)
    || alternating_check (bounds c) b2 (degree c) (rate_shift c) (rate_steps c) (rate_from c) = true /\
  apart_check (bounds c) a2 b2 (fst (snd (image a1 b1 a2 b2 c))) (snd (snd (image a1 b1 a2 b2 c))) (side c) (multiple c) (apart_from c) = true.
Proof.
  pose proof H as G. unfold coboundary_check in G. cbv beta zeta in G.
  apply andb_prop in G as [G Ap]. apply andb_prop in G as [G Ra]. apply andb_prop in G as [G Do].
  apply andb_prop in G as [G Le]. apply andb_prop in G as [G S2]. apply andb_prop in G as [G S1].
  apply andb_prop in G as [G In]. apply andb_prop in G as [G Co]. apply andb_prop in G as [G De].
  apply andb_prop in G as [G N3]. apply andb_prop in G as [G N2]. apply andb_prop in G as [G N1].
  apply andb_prop in G as [G Ca]. apply andb_prop in G as [G F3]. apply andb_prop in G as [F1 F2].
  apply Nat.leb_le in F1, F2, F3, S1, S2. apply negb_true_iff, Z.eqb_neq in De.
  repeat (split; try assumption).
  - rewrite forallb_forall in Do. specialize (Do i ltac:(apply in_seq; lia)).
    apply andb_prop in Do as [Do _]. apply andb_prop in Do as [Do _]. apply Z.leb_le in Do. exact Do.
  - rewrite forallb_forall in Do. specialize (Do i ltac:(apply in_seq; lia)).
    apply andb_prop in Do as [Do _]. apply andb_prop in Do as [_ Do]. apply orb_prop in Do as [Do|Do]; apply Z.eqb_eq in Do; auto.
  - rewrite forallb_forall in Do. specialize (Do i ltac:(apply in_seq; lia)).
    apply andb_prop in Do as [_ Do]. exact Do.
Qed.

Open Scope R_scope.
Definition al i n := IZR (ev (fst (weights a1 b1 (matrix_u c) k (skipped c + i))) (Z.of_nat n)).
Definition be i n := IZR (ev (snd (weights a1 b1 (matrix_u c) k (skipped c + i))) (Z.of_nat n)).
Definition p0 m := IZR (fst (numerators (ev a2) (ev b2) m)).
Definition p1 m := IZR (snd (numerators (ev a2) (ev b2) m)).
Definition q0 m := IZR (fst (denominators (ev a2) (ev b2) m)).
Definition q1 m := IZR (snd (denominators (ev a2) (ev b2) m)).
Definition bottom i n := al i n * q0 (l * n) + be i n * q1 (l * n).
Definition mean i n := (al i n * p0 (l * n) + be i n * p1 (l * n)) / bottom i n.

Lemma bounded i n : (i < k)%nat -> (since c <= n)%nat ->
  q0 (l * n) <> 0 /\ q1 (l * n) <> 0 /\ bottom i n <> 0 /\
  0 <= IZR (snd (nth i (signs c) (0, 0)%Z)) * INR n ^ degree c /\
  Rabs (al i n * q0 (l * n)) + Rabs (be i n * q1 (l * n)) <=
    IZR (snd (nth i (signs c) (0, 0)%Z)) * INR n ^ degree c * Rabs (bottom i n).
Proof.
  intros Hi Hn. destruct parts as ((K1 & L1 & F1) & _ & _ & (Co & In) & (S1 & S2) & Do & _).
  destruct (Do i Hi) as (HC & Sg & D). clear Do.
  assert (Hm : (from (bounds c) <= l * n)%nat) by (assert (l * since c <= l * n)%nat by (apply Nat.mul_le_mono_l; exact Hn); lia).
  pose proof (denominators_inside (bounds c) a2 b2 Co In (l * n) Hm) as I.
  pose proof (denominators_positive (bounds c) a2 b2 Co In (l * n) Hm) as [P0 P1].
  rewrite Nat2Z.inj_mul in I.
  destruct (dominated_ok (bounds c) a2 b2 (Z.of_nat l) _ _ _ _ _ (Z.of_nat n) _ Co ltac:(lia) D ltac:(lia) ltac:(lia) I) as (D1 & D2 & D3).
  set (t := tau (bounds c) a2 b2) in *. unfold times in *; cbn [fst snd] in *.
  set (w := weights a1 b1 (matrix_u c) k (skipped c + i)) in *.
  set (sc := nth i (signs c) (0, 0)%Z) in *.
  unfold constant_power in D2, D3. rewrite ev_mul, ev_power in D2, D3. cbn [ev] in D2, D3.
  replace (snd sc + Z.of_nat n * 0)%Z with (snd sc) in * by ring.
  replace (0 + Z.of_nat n * (1 + Z.of_nat n * 0))%Z with (Z.of_nat n) in * by ring.
  assert (Ts : t = 1%Z \/ t = (-1)%Z) by (unfold t; apply tau_sign).
  unfold bottom, al, be, q0, q1. fold w.
  set (f := fst (denominators (ev a2) (ev b2) (l * n))) in *. set (g := snd (denominators (ev a2) (ev b2) (l * n))) in *.
  set (A := ev (fst w) (Z.of_nat n)) in *. set (B := ev (snd w) (Z.of_nat n)) in *.
  set (Kz := (snd sc * Z.of_nat n ^ Z.of_nat (degree c))%Z) in *.
  assert (EK : IZR (snd sc) * INR n ^ degree c = IZR Kz).
  { unfold Kz. rewrite mult_IZR, <- pow_IZR, <- INR_IZR_INZ. reflexivity. }
  rewrite EK. rewrite <- !mult_IZR, <- plus_IZR, <- !abs_IZR, <- plus_IZR, <- mult_IZR.
  split; [apply not_0_IZR; destruct Ts as [E|E]; rewrite E in *; lia|].
  split; [apply not_0_IZR; destruct Ts as [E|E]; rewrite E in *; lia|].
  assert (E : (A * (t * f) + B * (t * g) = t * (A * f + B * g))%Z) by ring. rewrite E in D1, D3.
  split; [apply not_0_IZR; intro E0; rewrite E0, Z.mul_0_r, Z.mul_0_r in D1; lia|].
  split; [apply (IZR_le 0); exact D2|].
  apply IZR_le. set (M := (A * f + B * g)%Z) in *.
  assert (E1 : (fst sc * (t * M) = Z.abs M)%Z) by (destruct Sg as [Sg|Sg], Ts as [Ts|Ts]; rewrite Sg, Ts in *; lia).
  assert (E2 : (Z.abs (A * (t * f)) = Z.abs (A * f))%Z).
  { replace (A * (t * f))%Z with (t * (A * f))%Z by ring. destruct Ts as [Ts|Ts]; rewrite Ts; lia. }
  assert (E3 : (Z.abs (B * (t * g)) = Z.abs (B * g))%Z).
  { replace (B * (t * g))%Z with (t * (B * g))%Z by ring. destruct Ts as [Ts|Ts]; rewrite Ts; lia. }
  rewrite E1, E2, E3 in D3. exact D3.
Qed.

Lemma power_le n m d : (n <= m)%nat -> INR n ^ d <= INR m ^ d.
Proof. intro Hle. apply pow_incr. split; [apply pos_INR | apply le_INR; exact Hle]. Qed.

Lemma small i (f : nat -> nat) (g : nat -> R) :
  (i < k)%nat -> (forall n, (since c <= n)%nat -> (n <= S (f n))%nat) ->
  (forall n, (since c <= n)%nat -> Rabs (g n) <= INR (S (f n)) ^ degree c * Rabs (X (f n) - L)) ->
  Un_cv (fun n => IZR (snd (nth i (signs c) (0, 0)%Z)) * g n) 0.
Proof.
  intros Hi Hf Hg. destruct parts as (_ & _ & _ & (Co & In) & _ & Do & Ra & _).
  destruct (Do i Hi) as (HC & _). apply IZR_le in HC. set (C := IZR (snd (nth i (signs c) (0, 0)%Z))) in *.
  pose proof (rate (bounds c) a2 b2 Co In L HL _ _ _ _ Ra) as T.
  intros e He. assert (PC : 0 < C + 1) by lra.
  destruct (T (e / (C + 1)) ltac:(apply Rdiv_lt_0_compat; assumption)) as [M HM].
  exists (max (S M) (since c)). intros n Hn. unfold R_dist in *. rewrite Rminus_0_r.
  specialize (HM (f n)). pose proof (Hf n ltac:(lia)). specialize (HM ltac:(lia)). rewrite Rminus_0_r in HM.
  specialize (Hg n ltac:(lia)).
  rewrite Rabs_mult, (Rabs_pos_eq C) by exact HC.
  assert (P : 0 <= power_bound (degree c) (f n) * Rabs (X (f n) - L)).
  { apply Rmult_le_pos; [apply pow_le, pos_INR | apply Rabs_pos]. }
  rewrite Rabs_pos_eq in HM by exact P.
  apply Rle_lt_trans with (C * (power_bound (degree c) (f n) * Rabs (X (f n) - L))).
  - apply Rmult_le_compat_l; [exact HC | exact Hg].
  - apply Rle_lt_trans with ((C + 1) * (power_bound (degree c) (f n) * Rabs (X (f n) - L))).
    + apply Rmult_le_compat_r; [exact P | lra].
    + apply (Rmult_lt_compat_l (C + 1)) in HM; [|exact PC].
      replace ((C + 1) * (e / (C + 1))) with e in HM by (field; lra). exact HM.
Qed.

Lemma mean_tends i : (i < k)%nat -> Un_cv (mean i) L.
Proof.
  intro Hi. destruct parts as ((K1 & L1 & F1) & _ & _ & (Co & In) & (S1 & S2) & _).
  assert (T : Un_cv (fun n => (al i n * (p0 (l * n) - L * q0 (l * n)) + be i n * (p1 (l * n) - L * q1 (l * n))) / bottom i n) 0).
  { apply (no_cancellation (fun n => p0 (l * n) - L * q0 (l * n)) (fun n => p1 (l * n) - L * q1 (l * n))
      (fun n => q0 (l * n)) (fun n => q1 (l * n)) (al i) (be i)
      (fun n => IZR (snd (nth i (signs c) (0, 0)%Z)) * INR n ^ degree c) (since c)).
    - intros n Hn. apply bounded; assumption.
    - apply Un_cv_ext with (fun n => IZR (snd (nth i (signs c) (0, 0)%Z)) * (INR n ^ degree c * ((p0 (l * n) - L * q0 (l * n)) / q0 (l * n)))).
      { intro n; ring. }
      apply (small i (fun n => (l * n - 1)%nat) ); [exact Hi | intros n Hn |].
      { assert (n <= l * n)%nat by (destruct l; [lia|]; cbn [Nat.mul]; lia). lia. }
      intros n Hn. destruct (bounded i n Hi Hn) as (Q0 & _).
      assert (Hm : (from (bounds c) <= l * n)%nat) by (assert (l * since c <= l * n)%nat by (apply Nat.mul_le_mono_l; exact Hn); lia).
      assert (Ln : (n <= l * n)%nat) by (destruct l; [lia|]; cbn [Nat.mul]; lia).
      destruct (l * n)%nat as [|m] eqn:Em; [lia|]. replace (S m - 1)%nat with m by lia.
      rewrite Rabs_mult, (Rabs_pos_eq (INR n ^ degree c)) by (apply pow_le, pos_INR).
      apply Rmult_le_compat; [apply pow_le, pos_INR | apply Rabs_pos | apply power_le; exact Ln |].
      right. f_equal. unfold x, numer, denom, p0, q0 in *. unfold numerators, denominators in *. rewrite !fst_row in *. field. exact Q0.
    - apply Un_cv_ext with (fun n => IZR (snd (nth i (signs c) (0, 0)%Z)) * (INR n ^ degree c * ((p1 (l * n) - L * q1 (l * n)) / q1 (l * n)))).
      { intro n; ring. }
      apply (small i (fun n => (l * n)%nat) ); [exact Hi | intros n Hn |].
      { assert (n <= l * n)%nat by (destruct l; [lia|]; cbn [Nat.mul]; lia). lia. }
      intros n Hn. destruct (bounded i n Hi Hn) as (_ & Q1 & _).
      assert (Ln : (n <= l * n)%nat) by (destruct l; [lia|]; cbn [Nat.mul]; lia).
      rewrite Rabs_mult, (Rabs_pos_eq (INR n ^ degree c)) by (apply pow_le, pos_INR).
      apply Rmult_le_compat; [apply pow_le, pos_INR | apply Rabs_pos | apply power_le; lia |].
      right. f_equal. unfold x, numer, denom, p1, q1 in *. field. exact Q1. }
  intros e He. destruct (T e He) as [M HM]. exists (max M (since c)). intros n Hn. specialize (HM n ltac:(lia)).
  destruct (bounded i n Hi ltac:(lia)) as (_ & _ & B & _). unfold R_dist in *. rewrite Rminus_0_r in HM.
  replace (mean i n - L) with ((al i n * (p0 (l * n) - L * q0 (l * n)) + be i n * (p1 (l * n) - L * q1 (l * n))) / bottom i n); [exact HM|].
  unfold mean. unfold bottom in *. field. exact B.
Qed.

Local Notation T := (image a1 b1 a2 b2 c).
Definition t1 := IZR (fst (fst T)). Definition t2 := IZR (snd (fst T)).
Definition t3 := IZR (fst (snd T)). Definition t4 := IZR (snd (snd T)).

Lemma finite : t3 * L + t4 <> 0.
Proof. destruct parts as (_ & _ & _ & (Co & In) & _ & _ & _ & Ap). eapply (apart (bounds c) a2 b2 Co In L HL); exact Ap. Qed.

(* the row of fraction 1 that starts with v, at the convergents used *)
Lemma exact (v : Z * Z) i h : (i < k)%nat ->
  let r := vm (vm (row (ev a1) (ev b1) v (k * s)) (evm (matrix_u c) (Z.of_nat s + 1))) (adj (second a2 b2 (l * s))) in
  IZR (det (second a2 b2 (l * s)) * runs s (g_bottom c) h * ev (pdet (ahead (matrix_u c))) (Z.of_nat (s + h))) *
    IZR (snd (row (ev a1) (ev b1) v (k * (s + h) + (skipped c + i)))) =
  IZR (runs s (g_top c) h) *
    (IZR (fst r) * (al i (s + h) * p0 (l * (s + h)) + be i (s + h) * p1 (l * (s + h))) + IZR (snd r) * bottom i (s + h)).
Proof.
  intros Hi r. destruct parts as ((K1 & L1 & F1) & Ca & (N1 & N2 & N3 & De) & _).
  set (w := mix (fst r) (1, ev a2 0)%Z (snd r) (0, 1)%Z).
  assert (H0 : times (det (second a2 b2 (l * s))) (vm (row (ev a1) (ev b1) v (k * s)) (evm (matrix_u c) (Z.of_nat s + 1)))
               = row (ev a2) (ev b2) w (l * s)).
  { rewrite <- adj_vm. fold r. unfold w. rewrite row_mix. unfold second, mix, vm.
    unfold numerators, denominators. destruct (row (ev a2) (ev b2) (1, ev a2 0)%Z (l * s)), (row (ev a2) (ev b2) (0, 1)%Z (l * s)).
    cbn [fst snd]. reflexivity. }
  pose proof (weighted a1 b1 a2 b2 (matrix_u c) (g_top c) (g_bottom c) k l K1 L1 Ca s v w _ h (skipped c + i) H0) as E.
  apply (f_equal IZR) in E. rewrite <- mult_IZR, E. unfold w. rewrite row_mix. unfold mix; cbn [fst snd].
  fold (numerators (ev a2) (ev b2)). fold (denominators (ev a2) (ev b2)).
  unfold bottom, al, be, p0, p1, q0, q1. rewrite !mult_IZR, !plus_IZR, !mult_IZR, !plus_IZR, !mult_IZR. ring.
Qed.

Lemma convergent i n : (i < k)%nat -> (since c <= n)%nat -> t3 * mean i n + t4 <> 0 ->
  (denom (ev a1) (ev b1) (k * n + (skipped c + i)) <> 0)%Z /\
  IZR (numer (ev a1) (ev b1) (k * n + (skipped c + i))) / IZR (denom (ev a1) (ev b1) (k * n + (skipped c + i))) =
  (t1 * mean i n + t2) / (t3 * mean i n + t4).
Proof.
  intros Hi Hn Hf. destruct parts as ((K1 & L1 & F1) & Ca & (N1 & N2 & N3 & De) & _ & (S1 & S2) & _).
  destruct (bounded i n Hi Hn) as (_ & _ & B & _).
  assert (En : n = (s + (n - s))%nat) by lia. set (h := (n - s)%nat) in *.
  pose proof (exact (1, ev a1 0%Z)%Z i h Hi) as Ep. pose proof (exact (0, 1)%Z i h Hi) as Eq.
  cbv zeta in Ep, Eq. rewrite <- En in Ep, Eq.
  change (row (ev a1) (ev b1) (1%Z, ev a1 0%Z)) with (numerators (ev a1) (ev b1)) in Ep.
  change (row (ev a1) (ev b1) (0, 1)%Z) with (denominators (ev a1) (ev b1)) in Eq.
  change (snd (numerators (ev a1) (ev b1) (k * n + (skipped c + i)))) with (numer (ev a1) (ev b1) (k * n + (skipped c + i))) in Ep.
  change (snd (denominators (ev a1) (ev b1) (k * n + (skipped c + i)))) with (denom (ev a1) (ev b1) (k * n + (skipped c + i))) in Eq.
  assert (F : forall v, vm (vm v (evm (matrix_u c) (Z.of_nat s + 1))) (adj (second a2 b2 (l * s))) =
                        vm v (mm (evm (matrix_u c) (Z.of_nat s + 1)) (adj (second a2 b2 (l * s))))) by (intro; symmetry; apply vm_mm).
  set (A := IZR (det (second a2 b2 (l * s)) * runs s (g_bottom c) h * ev (pdet (ahead (matrix_u c))) (Z.of_nat n))) in *.
  set (G := IZR (runs s (g_top c) h)) in *.
  assert (HA : A <> 0).
  { apply not_0_IZR. apply Z.neq_mul_0; split; [apply Z.neq_mul_0; split|].
    - exact De.
    - apply (runs_nonzero k l K1 L1 s). intros y Hy. apply (never_zero_ok _ _ _ y N2). lia.
    - apply (never_zero_ok _ _ _ _ N3). lia. }
  assert (HG : G <> 0).
  { apply not_0_IZR, (runs_nonzero k l K1 L1 s). intros y Hy. apply (never_zero_ok _ _ _ y N1). lia. }
  set (P := numer (ev a1) (ev b1) (k * n + (skipped c + i))) in *.
  set (Q := denom (ev a1) (ev b1) (k * n + (skipped c + i))) in *.
  assert (EP : A * IZR P = G * ((t1 * mean i n + t2) * bottom i n)).
  { rewrite Ep. unfold t1, t2.
    assert (R : fst T = vm (vm (numerators (ev a1) (ev b1) (k * s)) (evm (matrix_u c) (Z.of_nat s + 1))) (adj (second a2 b2 (l * s)))) by reflexivity.
    rewrite R. unfold mean. field. exact B. }
  assert (EQ : A * IZR Q = G * ((t3 * mean i n + t4) * bottom i n)).
  { rewrite Eq. unfold t3, t4.
    assert (R : snd T = vm (vm (denominators (ev a1) (ev b1) (k * s)) (evm (matrix_u c) (Z.of_nat s + 1))) (adj (second a2 b2 (l * s)))) by reflexivity.
    rewrite R. unfold mean. field. exact B. }
  assert (HQ : IZR Q <> 0).
  { intro E. rewrite E, Rmult_0_r in EQ. symmetry in EQ. apply Rmult_integral in EQ as [EQ|EQ]; [auto|].
    apply Rmult_integral in EQ as [EQ|EQ]; auto. }
  split.
  - intro E. apply HQ. rewrite E. reflexivity.
  - apply Rmult_eq_reg_l with (A * IZR Q); [|apply Rmult_integral_contrapositive_currified; assumption].
    transitivity (A * IZR P); [field; exact HQ|]. rewrite EP, EQ. field. exact Hf.
Qed.

Theorem carried : converges (ev a1) (ev b1) ((t1 * L + t2) / (t3 * L + t4)).
Proof.
  destruct parts as ((K1 & _) & _).
  assert (Step : forall eps, 0 < eps -> exists M, forall i, (i < k)%nat -> forall n, (M <= n)%nat ->
    (since c <= n)%nat /\ t3 * mean i n + t4 <> 0 /\
    Rabs ((t1 * mean i n + t2) / (t3 * mean i n + t4) - (t1 * L + t2) / (t3 * L + t4)) < eps).
  { intros eps He. apply all_below.
    - intros i M M' Hle Hp n Hn. apply Hp. lia.
    - intros i Hi. pose proof finite as Hf. pose proof (mean_tends i Hi) as Hc.
      assert (C3 : Un_cv (fun n => t3 * mean i n + t4) (t3 * L + t4)).
      { apply CV_plus; [apply CV_mult; [apply cv_const | exact Hc] | apply cv_const]. }
      assert (C1 : Un_cv (fun n => t1 * mean i n + t2) (t1 * L + t2)).
      { apply CV_plus; [apply CV_mult; [apply cv_const | exact Hc] | apply cv_const]. }
      destruct (C3 (Rabs (t3 * L + t4)) ltac:(apply Rabs_pos_lt; exact Hf)) as [M1 H1].
      assert (NZ : forall n, (M1 <= n)%nat -> t3 * mean i n + t4 <> 0).
      { intros n Hn E. specialize (H1 n Hn). unfold R_dist in H1. rewrite E, Rminus_0_l, Rabs_Ropp in H1. lra. }
      assert (Cq : Un_cv (fun n => (t1 * mean i n + t2) / (t3 * mean i n + t4)) ((t1 * L + t2) / (t3 * L + t4))) by (apply quotient_cv; assumption).
      destruct (Cq eps He) as [M2 H2]. exists (max (max M1 M2) (since c)). intros n Hn.
      split; [lia|]. split; [apply NZ; lia|]. apply H2. lia. }
  assert (Split : forall M j, (k * M + skipped c <= j)%nat -> exists n i, (M <= n)%nat /\ (i < k)%nat /\ j = (k * n + (skipped c + i))%nat).
  { intros M j Hj. exists ((j - skipped c) / k)%nat, ((j - skipped c) mod k)%nat.
    pose proof (Nat.div_mod_eq (j - skipped c) k) as E. pose proof (Nat.mod_upper_bound (j - skipped c) k ltac:(lia)) as B.
    split; [apply Nat.div_le_lower_bound; lia|]. split; [exact B | lia]. }
  split.
  - destruct (Step 1 Rlt_0_1) as [M HM]. exists (k * M + skipped c)%nat. intros j Hj.
    destruct (Split M j Hj) as (n & i & Hn & Hi & ->). destruct (HM i Hi n Hn) as (A1 & A2 & _).
    apply (convergent i n Hi A1 A2).
  - intros eps He. destruct (Step eps He) as [M HM]. exists (k * M + skipped c)%nat. intros j Hj.
    destruct (Split M j Hj) as (n & i & Hn & Hi & ->). destruct (HM i Hi n Hn) as (A1 & A2 & A3).
    unfold R_dist. rewrite (proj2 (convergent i n Hi A1 A2)). exact A3.
Qed.
Close Scope R_scope.
End Carry.

(** * Steps of a chain: values as quotients P/Q *)

Definition value (a b : poly) (P Q : R) : Prop := (Q <> 0)%R /\ converges (ev a) (ev b) (P / Q).

Lemma image_value (a b : poly) (x1 x2 x3 x4 : Z) (P Q L : R) :
  (Q <> 0)%R -> L = (P / Q)%R -> (IZR x3 * L + IZR x4 <> 0)%R ->
  converges (ev a) (ev b) ((IZR x1 * L + IZR x2) / (IZR x3 * L + IZR x4)) ->
  value a b (IZR x1 * P + IZR x2 * Q) (IZR x3 * P + IZR x4 * Q).
Proof.
  intros HQ -> Hf Hc.
  assert (E : (IZR x3 * P + IZR x4 * Q = (IZR x3 * (P / Q) + IZR x4) * Q)%R) by (field; exact HQ).
  assert (E0 : (IZR x3 * P + IZR x4 * Q <> 0)%R).
  { rewrite E. apply Rmult_integral_contrapositive_currified; assumption. }
  split; [exact E0|].
  replace ((IZR x1 * P + IZR x2 * Q) / (IZR x3 * P + IZR x4 * Q))%R
    with ((IZR x1 * (P / Q) + IZR x2) / (IZR x3 * (P / Q) + IZR x4))%R; [exact Hc|].
  rewrite E. replace (IZR x1 * P + IZR x2 * Q)%R with ((IZR x1 * (P / Q) + IZR x2) * Q)%R by (field; exact HQ).
  set (z := (P / Q)%R) in *. field. split; assumption.
Qed.

(* the map of a coboundary is a multiple of m *)
Definition multiple_of (g : Z) (m t : matrix) : bool :=
  let '((x1, x2), (x3, x4)) := m in let '((y1, y2), (y3, y4)) := t in
  negb (g =? 0) && (y1 =? g * x1) && (y2 =? g * x2) && (y3 =? g * x3) && (y4 =? g * x4).

Lemma by_image (a b : poly) (g x1 x2 x3 x4 : Z) (P Q : R) (t : matrix) :
  multiple_of g ((x1, x2), (x3, x4)) t = true -> (Q <> 0)%R ->
  (IZR (fst (snd t)) * (P / Q) + IZR (snd (snd t)) <> 0)%R ->
  converges (ev a) (ev b) ((IZR (fst (fst t)) * (P / Q) + IZR (snd (fst t))) / (IZR (fst (snd t)) * (P / Q) + IZR (snd (snd t)))) ->
  value a b (IZR x1 * P + IZR x2 * Q) (IZR x3 * P + IZR x4 * Q).
Proof.
  intros M HQ Hf Hc. destruct t as [[y1 y2] [y3 y4]]. cbn [fst snd] in *.
  unfold multiple_of in M. apply andb_prop in M as [M M4]. apply andb_prop in M as [M M3].
  apply andb_prop in M as [M M2]. apply andb_prop in M as [M0 M1].
  apply negb_true_iff, Z.eqb_neq in M0. apply Z.eqb_eq in M1, M2, M3, M4. subst y1 y2 y3 y4.
  rewrite !mult_IZR in *. apply not_0_IZR in M0.
  assert (Hf' : (IZR x3 * (P / Q) + IZR x4 <> 0)%R).
  { intro E. apply Hf. replace (IZR g * IZR x3 * (P / Q) + IZR g * IZR x4)%R with (IZR g * (IZR x3 * (P / Q) + IZR x4))%R by ring.
    rewrite E. ring. }
  apply (image_value a b x1 x2 x3 x4 P Q (P / Q)); try reflexivity; try assumption.
  replace ((IZR x1 * (P / Q) + IZR x2) / (IZR x3 * (P / Q) + IZR x4))%R
    with ((IZR g * IZR x1 * (P / Q) + IZR g * IZR x2) / (IZR g * IZR x3 * (P / Q) + IZR g * IZR x4))%R; [exact Hc|].
  set (z := (P / Q)%R) in *. field. split; assumption.
Qed.

Theorem by_coboundary (a1 b1 a2 b2 : poly) (c : coboundary) (g x1 x2 x3 x4 : Z) (P Q : R) :
  coboundary_check a1 b1 a2 b2 c && multiple_of g ((x1, x2), (x3, x4)) (image a1 b1 a2 b2 c) = true ->
  value a2 b2 P Q -> value a1 b1 (IZR x1 * P + IZR x2 * Q) (IZR x3 * P + IZR x4 * Q).
Proof.
  intros H [HQ HL]. apply andb_prop in H as [H M]. apply (by_image a1 b1 g x1 x2 x3 x4 P Q _ M HQ).
  - exact (finite a1 b1 a2 b2 c H _ HL).
  - exact (carried a1 b1 a2 b2 c H _ HL).
Qed.

Definition inflation_check (a1 b1 a2 b2 top bot : poly) (count : nat) : bool :=
  same (mul a1 bot) (mul a2 top) && same (mul b1 (mul bot (comp bot 1 (-1)))) (mul b2 (mul top (comp top 1 (-1))))
  && never_zero top 0 count && never_zero bot 0 count.

Theorem by_inflation (a1 b1 a2 b2 top bot : poly) (count : nat) (x1 x4 : Z) (P Q : R) :
  inflation_check a1 b1 a2 b2 top bot count && (ev top 0 =? x1) && (ev bot 0 =? x4) = true ->
  value a2 b2 P Q -> value a1 b1 (IZR x1 * P + IZR 0 * Q) (IZR 0 * P + IZR x4 * Q).
Proof.
  intros H [HQ HL]. apply andb_prop in H as [H X4]. apply andb_prop in H as [H X1]. unfold inflation_check in H.
  apply andb_prop in H as [H N2]. apply andb_prop in H as [H N1]. apply andb_prop in H as [H1 H2].
  apply Z.eqb_eq in X1, X4. subst x1 x4.
  assert (B0 : (IZR (ev bot 0) <> 0)%R) by (apply not_0_IZR, (never_zero_ok _ _ _ _ N2); lia).
  apply (image_value a1 b1 (ev top 0) 0 0 (ev bot 0) P Q (P / Q)); try reflexivity; try assumption.
  - rewrite Rmult_0_l, Rplus_0_l. exact B0.
  - replace ((IZR (ev top 0) * (P / Q) + 0) / (0 * (P / Q) + IZR (ev bot 0)))%R
      with (IZR (ev top 0) / IZR (ev bot 0) * (P / Q))%R by (field; split; assumption).
    apply (inflation (ev a1) (ev b1) (ev a2) (ev b2) (ev top) (ev bot)); [| | | |exact HL].
    + intro y. rewrite <- !ev_mul. apply same_ok. exact H1.
    + intro y. pose proof (same_ok _ _ y H2) as E. rewrite !ev_mul, !ev_comp in E.
      replace (1 * y + -1) with (y - 1) in E by ring. exact E.
    + intros y Hy. apply (never_zero_ok _ _ _ y N1). exact Hy.
    + intros y Hy. apply (never_zero_ok _ _ _ y N2). exact Hy.
Qed.

(** * A series at the end: the recurrence has the solution h with h(n)/h(n-1) = R(n) = top/bottom *)

(* t(start) + ... : the first term, and t(n+1)/t(n) = above(n)/below(n) *)
Fixpoint term (first : R) (above below : Z -> Z) (start : Z) (j : nat) : R :=
  match j with
  | O => first
  | S i => (term first above below start i * IZR (above (start + Z.of_nat i)%Z) / IZR (below (start + Z.of_nat i)%Z))%R
  end.
Fixpoint partial (first : R) (above below : Z -> Z) (start : Z) (j : nat) : R :=
  match j with O => 0%R | S i => (partial first above below start i + term first above below start i)%R end.

Definition series_check (a b top bot above below : poly) (N count : nat) : bool :=
  let back p := comp p 1 (-1) in
  same (mul top (back top)) (add (mul a (mul (back top) bot)) (mul b (mul bot (back bot))))
  && never_zero top (Z.of_nat N) count && never_zero bot (Z.of_nat N) count && never_zero below (Z.of_nat N + 1) count
  && same (mul (scale (-1) (next b)) (mul (mul bot (next bot)) below)) (mul above (mul top (next top))).

Section Series.
Variables a b top bot above below : poly.
Variables N count : nat.
Hypothesis H : series_check a b top bot above below N count = true.

Lemma series_parts :
  (forall n, ev top n * ev top (n - 1) = ev a n * (ev top (n - 1) * ev bot n) + ev b n * (ev bot n * ev bot (n - 1))) /\
  (forall n, Z.of_nat N <= n -> ev top n <> 0 /\ ev bot n <> 0) /\
  (forall n, Z.of_nat N + 1 <= n -> ev below n <> 0) /\
  (forall n, - ev b (n + 1) * (ev bot n * ev bot (n + 1) * ev below n) = ev above n * (ev top n * ev top (n + 1))).
Proof.
  pose proof H as G. unfold series_check in G. cbv beta zeta in G.
  apply andb_prop in G as [G E2]. apply andb_prop in G as [G N3]. apply andb_prop in G as [G N2].
  apply andb_prop in G as [E1 N1]. split; [|split; [|split]].
  - intro n. pose proof (same_ok _ _ n E1) as E. rewrite ev_add, !ev_mul, !ev_comp in E.
    replace (1 * n + -1) with (n - 1) in E by ring. exact E.
  - intros n Hn. split; [apply (never_zero_ok _ _ _ n N1) | apply (never_zero_ok _ _ _ n N2)]; lia.
  - intros n Hn. apply (never_zero_ok _ _ _ n N3). lia.
  - intro n. pose proof (same_ok _ _ n E2) as E. rewrite !ev_mul, ev_scale, !next_ok in E. lia.
Qed.

Open Scope R_scope.
Definition ratio (n : Z) : R := IZR (ev top n) / IZR (ev bot n).
Fixpoint solution (j : nat) : R := match j with O => 1 | S i => solution i * ratio (Z.of_nat (N + j)) end.
Fixpoint weight (j : nat) : R :=
  match j with
  | O => ratio (Z.of_nat N)
  | S i => - weight i * IZR (ev b (Z.of_nat (N + j))) / (ratio (Z.of_nat (N + i)) * ratio (Z.of_nat (N + j)))
  end.
Fixpoint total (j : nat) : R := match j with O => 0 | S i => total i + weight j end.

Lemma ratio_nonzero n : (Z.of_nat N <= n)%Z -> ratio n <> 0.
Proof.
  intro Hn. destruct series_parts as (_ & NZ & _). destruct (NZ n Hn) as [T B]. unfold ratio, Rdiv.
  apply Rmult_integral_contrapositive_currified; [apply not_0_IZR; exact T | apply Rinv_neq_0_compat, not_0_IZR; exact B].
Qed.
Lemma riccati n : (Z.of_nat N < n)%Z ->
  ratio n * ratio (n - 1)%Z = IZR (ev a n) * ratio (n - 1)%Z + IZR (ev b n).
Proof.
  intro Hn. destruct series_parts as (E & NZ & _). destruct (NZ n ltac:(lia)) as [_ B1]. destruct (NZ (n - 1)%Z ltac:(lia)) as [_ B2].
  specialize (E n). apply (f_equal IZR) in E. rewrite plus_IZR, !mult_IZR in E. unfold ratio.
  apply not_0_IZR in B1. apply not_0_IZR in B2.
  apply Rmult_eq_reg_r with (IZR (ev bot n) * IZR (ev bot (n - 1)%Z)); [|apply Rmult_integral_contrapositive_currified; assumption].
  transitivity (IZR (ev top n) * IZR (ev top (n - 1)%Z)); [field; split; assumption|]. rewrite E. field. assumption.
Qed.

Lemma expressed v j :
  let A := IZR (snd (row (ev a) (ev b) v N)) in
  let B := A / ratio (Z.of_nat N) - IZR (fst (row (ev a) (ev b) v N)) in
  IZR (snd (row (ev a) (ev b) v (N + j))) = solution j * (A + B * total j) /\
  IZR (fst (row (ev a) (ev b) v (N + j))) = solution j / ratio (Z.of_nat (N + j)) * (A + B * (total j - weight j)).
Proof.
  intros A B. induction j as [|j [I1 I0]].
  - rewrite Nat.add_0_r. cbn [solution total weight]. fold A. pose proof (ratio_nonzero (Z.of_nat N) ltac:(lia)).
    split; [ring|]. unfold B. field. assumption.
  - rewrite Nat.add_succ_r. cbn [row]. unfold step; cbn [fst snd].
    set (n := Z.of_nat (S (N + j))). assert (En : (n - 1 = Z.of_nat (N + j))%Z) by (unfold n; lia).
    pose proof (ratio_nonzero n ltac:(unfold n; lia)) as R1. pose proof (ratio_nonzero (n - 1)%Z ltac:(unfold n; lia)) as R0.
    pose proof (riccati n ltac:(unfold n; lia)) as Ri. rewrite En in *.
    cbn [solution total weight]. rewrite Nat.add_succ_r. fold n.
    set (r := ratio n) in *. set (r0 := ratio (Z.of_nat (N + j))) in *. set (t := weight j) in *. set (St := total j) in *.
    set (h := solution j) in *.
    split.
    + rewrite plus_IZR, !mult_IZR, I1, I0.
      replace (IZR (ev a n)) with (r - IZR (ev b n) / r0) by (apply Rmult_eq_reg_r with r0; [|exact R0]; field_simplify; [lra | exact R0]).
      field. split; assumption.
    + rewrite I1. field. split; assumption.
Qed.

Lemma weight_term j : weight (S j) =
  term (- IZR (ev b (Z.of_nat N + 1)%Z) / ratio (Z.of_nat N + 1)%Z) (ev above) (ev below) (Z.of_nat N + 1)%Z j.
Proof.
  induction j as [|j IH].
  - cbn [weight term]. rewrite Nat.add_0_r. replace (Z.of_nat (N + 1)) with (Z.of_nat N + 1)%Z by lia.
    pose proof (ratio_nonzero (Z.of_nat N) ltac:(lia)). pose proof (ratio_nonzero (Z.of_nat N + 1)%Z ltac:(lia)). field. split; assumption.
  - cbn [term]. rewrite <- IH. destruct series_parts as (_ & NZ & NB & E).
    set (n := (Z.of_nat N + 1 + Z.of_nat j)%Z). 
    transitivity (- weight (S j) * IZR (ev b (Z.of_nat (N + S (S j)))) / (ratio (Z.of_nat (N + S j)) * ratio (Z.of_nat (N + S (S j)))));
      [reflexivity|].
    replace (Z.of_nat (N + S (S j))) with (n + 1)%Z by (unfold n; lia). replace (Z.of_nat (N + S j)) with n by (unfold n; lia).
    destruct (NZ n ltac:(unfold n; lia)) as [T0 B0]. destruct (NZ (n + 1)%Z ltac:(unfold n; lia)) as [T1 B1].
    specialize (NB n ltac:(unfold n; lia)). specialize (E n). apply (f_equal IZR) in E. rewrite !mult_IZR, opp_IZR in E.
    apply not_0_IZR in T0, B0, T1, B1, NB. unfold ratio. set (w := weight (S j)).
    apply Rmult_eq_reg_r with (IZR (ev top n) * IZR (ev top (n + 1)%Z) * IZR (ev below n)); [|repeat apply Rmult_integral_contrapositive_currified; assumption].
    transitivity (w * (- IZR (ev b (n + 1)%Z) * (IZR (ev bot n) * IZR (ev bot (n + 1)%Z) * IZR (ev below n)))).
    { field. repeat split; assumption. }
    rewrite E. field. assumption.
Qed.
Lemma total_partial j : total j =
  partial (- IZR (ev b (Z.of_nat N + 1)%Z) / ratio (Z.of_nat N + 1)%Z) (ev above) (ev below) (Z.of_nat N + 1)%Z j.
Proof. induction j as [|j IH]; cbn [total partial]; [reflexivity|]. rewrite IH, <- weight_term. reflexivity. Qed.

Lemma solution_nonzero j : solution j <> 0.
Proof.
  induction j as [|j IH]; cbn [solution]; [lra|].
  apply Rmult_integral_contrapositive_currified; [exact IH | apply ratio_nonzero; lia].
Qed.

Variable c : R.
Hypothesis Hc : Un_cv (partial (- IZR (ev b (Z.of_nat N + 1)%Z) / ratio (Z.of_nat N + 1)%Z) (ev above) (ev below) (Z.of_nat N + 1)%Z) c.
Local Notation p := (IZR (snd (numerators (ev a) (ev b) N))).
Local Notation p' := (IZR (fst (numerators (ev a) (ev b) N))).
Local Notation q := (IZR (snd (denominators (ev a) (ev b) N))).
Local Notation q' := (IZR (fst (denominators (ev a) (ev b) N))).
Local Notation r := (ratio (Z.of_nat N)).
Hypothesis Hq : q + (q / r - q') * c <> 0.

Theorem by_limit : converges (ev a) (ev b) ((p + (p / r - p') * c) / (q + (q / r - q') * c)).
Proof.
  assert (T : Un_cv total c) by (apply Un_cv_ext with (2 := Hc); intro; symmetry; apply total_partial).
  assert (CQ : Un_cv (fun j => q + (q / r - q') * total j) (q + (q / r - q') * c)).
  { apply CV_plus; [apply cv_const | apply CV_mult; [apply cv_const | exact T]]. }
  assert (CP : Un_cv (fun j => p + (p / r - p') * total j) (p + (p / r - p') * c)).
  { apply CV_plus; [apply cv_const | apply CV_mult; [apply cv_const | exact T]]. }
  destruct (CQ _ (Rabs_pos_lt _ Hq)) as [M HM].
  assert (NZ : forall j, (M <= j)%nat -> q + (q / r - q') * total j <> 0).
  { intros j Hj E. specialize (HM j Hj). unfold R_dist in HM. rewrite E, Rminus_0_l, Rabs_Ropp in HM. lra. }
  assert (D : forall j, IZR (denom (ev a) (ev b) (N + j)) = solution j * (q + (q / r - q') * total j)).
  { intro j. exact (proj1 (expressed (0, 1)%Z j)). }
  assert (P : forall j, IZR (numer (ev a) (ev b) (N + j)) = solution j * (p + (p / r - p') * total j)).
  { intro j. exact (proj1 (expressed (1%Z, ev a 0%Z) j)). }
  split.
  - exists (N + M)%nat. intros n Hn E. replace n with (N + (n - N))%nat in E by lia.
    apply (f_equal IZR) in E. rewrite D in E. apply Rmult_integral in E as [E|E]; [exact (solution_nonzero _ E)|].
    apply (NZ (n - N)%nat); [lia | exact E].
  - intros e He. destruct (quotient_cv _ _ _ _ CP CQ Hq e He) as [M2 H2]. exists (N + max M M2)%nat. intros n Hn.
    specialize (H2 (n - N)%nat ltac:(lia)). replace n with (N + (n - N))%nat by lia.
    rewrite D, P.
    assert (Cancel : forall h y z, h <> 0 -> z <> 0 -> h * y / (h * z) = y / z) by (intros; field; split; assumption).
    rewrite Cancel; [exact H2 | apply solution_nonzero | apply NZ; lia].
Qed.
Close Scope R_scope.
End Series.

(* the map of the checker: (P c + p x)/(Q c + q x), P = p y - p' x, Q likewise, x/y = R(N) *)
Theorem by_series (a b top bot above below : poly) (N count : nat) (u v : Z) (x1 x2 x3 x4 g : Z) (c : R) :
  series_check a b top bot above below N count
  && ((- ev b (Z.of_nat N + 1) * ev bot (Z.of_nat N + 1) * v =? u * ev top (Z.of_nat N + 1)) && negb (v =? 0))
  && (let '(p', p) := numerators (ev a) (ev b) N in let '(q', q) := denominators (ev a) (ev b) N in
      let x := ev top (Z.of_nat N) in let y := ev bot (Z.of_nat N) in
      multiple_of g ((x1, x2), (x3, x4)) ((p * y - p' * x, p * x), (q * y - q' * x, q * x))) = true ->
  (IZR x3 * c + IZR x4 <> 0)%R ->
  Un_cv (partial (IZR u / IZR v) (ev above) (ev below) (Z.of_nat N + 1)) c ->
  value a b (IZR x1 * c + IZR x2) (IZR x3 * c + IZR x4).
Proof.
  intros G Hf Hc. apply andb_prop in G as [G M]. apply andb_prop in G as [G F]. apply andb_prop in F as [F V].
  apply Z.eqb_eq in F. apply negb_true_iff, Z.eqb_neq in V. apply not_0_IZR in V.
  destruct (series_parts a b top bot above below N count G) as (_ & NZ & _).
  destruct (NZ (Z.of_nat N) ltac:(lia)) as [X Y]. destruct (NZ (Z.of_nat N + 1) ltac:(lia)) as [X1 Y1].
  apply not_0_IZR in X, Y, X1, Y1.
  assert (E : (IZR u / IZR v = - IZR (ev b (Z.of_nat N + 1)%Z) / ratio top bot (Z.of_nat N + 1)%Z)%R).
  { apply (f_equal IZR) in F. rewrite !mult_IZR, opp_IZR in F. unfold ratio.
    apply Rmult_eq_reg_r with (IZR v * IZR (ev top (Z.of_nat N + 1)%Z))%R; [|apply Rmult_integral_contrapositive_currified; assumption].
    transitivity (IZR u * IZR (ev top (Z.of_nat N + 1)%Z))%R; [field; exact V|]. rewrite <- F. field. split; assumption. }
  rewrite E in Hc.
  pose proof (by_limit a b top bot above below N count G c Hc) as T.
  destruct (numerators (ev a) (ev b) N) as [p' p]. destruct (denominators (ev a) (ev b) N) as [q' q]. cbn [fst snd] in T.
  unfold multiple_of in M. apply andb_prop in M as [M M4]. apply andb_prop in M as [M M3].
  apply andb_prop in M as [M M2]. apply andb_prop in M as [M0 M1].
  apply negb_true_iff, Z.eqb_neq in M0. apply Z.eqb_eq in M1, M2, M3, M4. apply not_0_IZR in M0.
  apply (f_equal IZR) in M1. apply (f_equal IZR) in M2. apply (f_equal IZR) in M3. apply (f_equal IZR) in M4.
  rewrite minus_IZR, !mult_IZR in M1. rewrite !mult_IZR in M2. rewrite minus_IZR, !mult_IZR in M3. rewrite !mult_IZR in M4.
  unfold ratio in T. set (x := IZR (ev top (Z.of_nat N))) in *. set (y := IZR (ev bot (Z.of_nat N))) in *.
  assert (EQ : ((IZR q + (IZR q / (x / y) - IZR q') * c) * x = IZR g * (IZR x3 * c + IZR x4))%R).
  { transitivity ((IZR q * y - IZR q' * x) * c + IZR q * x)%R; [field; split; assumption|]. rewrite M3, M4. ring. }
  assert (EP : ((IZR p + (IZR p / (x / y) - IZR p') * c) * x = IZR g * (IZR x1 * c + IZR x2))%R).
  { transitivity ((IZR p * y - IZR p' * x) * c + IZR p * x)%R; [field; split; assumption|]. rewrite M1, M2. ring. }
  set (Pc := (IZR p + (IZR p / (x / y) - IZR p') * c)%R) in *. set (Qc := (IZR q + (IZR q / (x / y) - IZR q') * c)%R) in *.
  assert (HQ : (Qc <> 0)%R).
  { intro Z0. rewrite Z0, Rmult_0_l in EQ. symmetry in EQ. apply Rmult_integral in EQ as [EQ|EQ]; auto. }
  split; [exact Hf|].
  replace ((IZR x1 * c + IZR x2) / (IZR x3 * c + IZR x4))%R with (Pc / Qc)%R; [apply T; exact HQ|].
  apply Rmult_eq_reg_l with (IZR g * (IZR x3 * c + IZR x4) * Qc)%R.
  2:{ repeat apply Rmult_integral_contrapositive_currified; assumption. }
  transitivity (IZR g * (IZR x3 * c + IZR x4) * Pc)%R; [field; exact HQ|].
  transitivity (IZR g * (IZR x1 * c + IZR x2) * Qc)%R; [rewrite <- EQ, <- EP; ring | field; exact Hf].
Qed.

Lemma sum_given (above below : Z -> Z) (pa pb : poly) (first : R) (start : Z) (c : R) :
  (forall n, above n = ev pa n) -> (forall n, below n = ev pb n) ->
  Un_cv (partial first above below start) c -> Un_cv (partial first (ev pa) (ev pb) start) c.
Proof.
  intros Ea Eb. apply Un_cv_ext. intro j.
  assert (T : forall i, term first above below start i = term first (ev pa) (ev pb) start i).
  { intro i; induction i as [|i IH]; cbn [term]; [reflexivity|]. rewrite IH, Ea, Eb. reflexivity. }
  induction j as [|j IH]; cbn [partial]; [reflexivity|]. rewrite IH, T. reflexivity.
Qed.

(* the statement with functions and a quotient in lowest terms *)
Theorem stated (a b : Z -> Z) (pa pb : poly) (g : Z) (P Q P' Q' : R) :
  (forall n, ev pa n = a n) -> (forall n, ev pb n = b n) -> g <> 0 ->
  P = (IZR g * P')%R -> Q = (IZR g * Q')%R -> value pa pb P Q -> (Q' <> 0)%R /\ converges a b (P' / Q').
Proof.
  intros Ea Eb Hg -> -> [HQ HL]. apply not_0_IZR in Hg.
  assert (HQ' : (Q' <> 0)%R) by (intro E; apply HQ; rewrite E; ring).
  split; [exact HQ'|]. apply (converges_ext (ev pa) (ev pb)); auto.
  replace (P' / Q')%R with (IZR g * P' / (IZR g * Q'))%R by (field; split; assumption). exact HL.
Qed.
Theorem given (a b : Z -> Z) (pa pb : poly) (P Q : R) :
  (forall n, a n = ev pa n) -> (forall n, b n = ev pb n) -> (Q <> 0)%R -> converges a b (P / Q) -> value pa pb P Q.
Proof. intros Ea Eb HQ HL. split; [exact HQ|]. apply (converges_ext a b); auto. Qed.
