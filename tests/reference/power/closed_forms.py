"""The closed forms of power.csv from textbook matrices, with no package: python3 closed_forms.py"""
from math import *
def inv(A):
    n=len(A);M=[list(map(float,r))+[float(i==j) for j in range(n)] for i,r in enumerate(A)]
    for i in range(n):
        p=max(range(i,n),key=lambda r:abs(M[r][i]));M[i],M[p]=M[p],M[i]
        d=M[i][i];M[i]=[x/d for x in M[i]]
        for r in range(n):
            if r!=i:
                f=M[r][i]
                if f: M[r]=[a-f*b for a,b in zip(M[r],M[i])]
    return [r[n:] for r in M]
def mm(A,B):return [[sum(a*b for a,b in zip(r,c)) for c in zip(*B)] for r in A]
def T(A):return [list(r) for r in zip(*A)]
Phi=lambda x:.5*erfc(-x/sqrt(2))
z=1.959963984540054
def info(rows,Vf,Df,expo=False):
    M=None
    for st,obs in rows:
        T_=len(obs)
        D=Df(st,obs);V=Vf(st,obs)
        keep=[t for t in range(T_) if obs[t]]
        D=[D[t] for t in keep];V=[[V[a][b] for b in keep] for a in keep]
        C=mm(T(D),mm(inv(V),D))
        M=C if M is None else [[a+b for a,b in zip(r,s)] for r,s in zip(M,C)]
    return inv(M)
def sw(seqs,before=1,after=0):
    T_=before+len(seqs)+after
    return [(before+w,[1]*T_) for w,k in enumerate(seqs) for _ in range(k)],T_
# E1b
rows,T_=sw([3,3,3,3])
def V(icc,cac,n,s2=1):
    return lambda st,obs:[[icc*cac*s2+(s==t)*(icc*(1-cac)*s2+(1-icc)*s2/n) for s in range(len(obs))] for t in range(len(obs))]
def D(T_):
    return lambda st,obs:[[float(s==t) for s in range(T_)]+[float(t>=st)] for t in range(T_)]
print('E1b',info(rows,V(.05,.8,20),D(T_))[-1][-1])
# S1
rows,T_=sw([6]*4); p0,p1=.05,.035;pb=(p0+p1)/2
VV=lambda st,obs:[[1e-4+(s==t)*pb*(1-pb)/120 for s in range(T_)] for t in range(T_)]
v=info(rows,VV,D(T_))[-1][-1];d=abs(p1-p0)
print('S1',Phi(d/sqrt(v)-z),Phi(-d/sqrt(v)-z),Phi(d/sqrt(v)-z)+Phi(-d/sqrt(v)-z),'0.786189592503')
# G1
def gee(link,a0,a1,n=30):
    rows=[(1,[1]*3)]*6+[(2,[1]*3)]*6;T_=3
    g=(lambda p:log(p/(1-p))) if link=='logit' else (lambda p:p)
    h=(lambda x:1/(1+exp(-x))) if link=='logit' else (lambda x:x)
    b0,b1,b2=g(.2),g(.3),g(.4);delta=b2-b1
    mu=lambda st,t:h(b0+(b1-b0)*t/(T_-1)+(delta if t>=st else 0))
    def Df(st,obs):
        return [[x*(mu(st,t)*(1-mu(st,t)) if link=='logit' else 1) for x in [float(s==t) for s in range(T_)]+[float(t>=st)]] for t in range(T_)]
    def Vf(st,obs):
        v=[mu(st,t)*(1-mu(st,t)) for t in range(T_)]
        return [[sqrt(v[s]*v[t])*(a1 if s!=t else (1+(n-1)*a0)/n) for s in range(T_)] for t in range(T_)]
    va=info(rows,Vf,Df)[-1][-1]
    return Phi(delta/sqrt(va)-z)
print('G1',gee('logit',.01,.01),'0.413122509');print('G2',gee('id',.05,.025),'.300641008')
def glmm(rows,T_,n,link,b0,delta,tau):
    def var(dl):
        mu=lambda st,t:(1/(1+exp(-(b0+dl*(t>=st)))) if link=='logit' else exp(b0+dl*(t>=st)))
        w=lambda st,t:n*(mu(st,t)*(1-mu(st,t)) if link=='logit' else mu(st,t))
        Vf=lambda st,obs:[[tau**2+(s==t)/w(st,t) for s in range(T_)] for t in range(T_)]
        return info(rows,Vf,D(T_))[-1][-1]
    v0,v1=var(0),var(delta)
    print(v0,v1)
    return Phi((abs(delta)-z*sqrt(v0))/sqrt(v1)),Phi((-abs(delta)-z*sqrt(v0))/sqrt(v1)),Phi(abs(delta)/sqrt(v1)-z)
rows,T_=sw([6]*4)
print('M1',glmm(rows,T_,120,'logit',log(.05/.95),log(.7),.3),'0.777635413283')
rows,T_=sw([3]*4)
print('M2',glmm(rows,T_,20,'log',log(1.5),log(.8),.2),'0.762732361779')
rows,T_=sw([3,3,3,3])
for n in (31,32):
    v=info(rows,V(.05,.8,n),D(T_))[-1][-1]; print(n,Phi(.25/sqrt(v)-z)+Phi(-.25/sqrt(v)-z))
